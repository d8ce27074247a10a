# Who may talk to whom. The arrows are those of the drawing; what is not here is not possible.

locals {
  groups = {
    balancer  = "The load balancer behind CloudFront"
    web       = "Sync servers"
    reports   = "The inner load balancer before the reports"
    async     = "Async servers: worker and warehouse"
    database  = "Primary and replica"
    cache     = "Redis"
    endpoints = "Services of AWS inside the network"
  }

  arrows = {
    balancer-web    = { from = "balancer", to = "web", port = 3000 }
    web-database    = { from = "web", to = "database", port = 3306 }
    web-cache       = { from = "web", to = "cache", port = 6379 }
    web-reports     = { from = "web", to = "reports", port = 3010 }
    reports-async   = { from = "reports", to = "async", port = 3010 }
    async-database  = { from = "async", to = "database", port = 3306 }
    async-cache     = { from = "async", to = "cache", port = 6379 }
    web-endpoints   = { from = "web", to = "endpoints", port = 443 }
    async-endpoints = { from = "async", to = "endpoints", port = 443 }
    async-mail      = { from = "async", to = "endpoints", port = 587 }
  }
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:Each is used, in the modules that get its id
  for_each    = local.groups
  name        = "${var.prefix}-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.prefix}-${each.key}" }
}

resource "aws_vpc_security_group_egress_rule" "arrow" {
  for_each                     = local.arrows
  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = "to ${each.value.to}"
}

resource "aws_vpc_security_group_ingress_rule" "arrow" {
  for_each                     = local.arrows
  security_group_id            = aws_security_group.this[each.value.to].id
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = "from ${each.value.from}"
}

# The only way in: CloudFront. Others who use CloudFront come from the same addresses, so that the load balancer asks for
# a secret header as well.
data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_vpc_security_group_ingress_rule" "edge" {
  security_group_id = aws_security_group.this["balancer"].id
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "from CloudFront"
}

# Packages, the lake: S3 through the gateway in the network.
resource "aws_vpc_security_group_egress_rule" "s3" {
  for_each          = toset(["web", "async"])
  security_group_id = aws_security_group.this[each.key].id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "to S3"
}

# CloudFront's own API, which is told what to forget, is nowhere in the network. Sync servers have no such way.
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.this["async"].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "to the API of CloudFront"
}

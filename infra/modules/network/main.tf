# Three rows of subnets in two zones: public has the load balancer and the ways out, private the servers, data the
# database and the cache, which have no way out at all.

locals {
  cidr  = "10.40.0.0/16"
  tiers = ["public", "private", "data"]
  subnets = {
    for pair in setproduct(range(3), range(2)) : "${local.tiers[pair[0]]}-${pair[1] + 1}" => {
      tier = local.tiers[pair[0]]
      zone = pair[1]
      cidr = cidrsubnet(local.cidr, 4, pair[0] * 2 + pair[1])
    }
  }
  # What servers ask of AWS without leaving the network.
  services = toset(["secretsmanager", "ssm", "ssmmessages", "logs", "email-smtp"])
}

resource "aws_vpc" "this" {
  cidr_block           = local.cidr
  enable_dns_hostnames = true
  tags                 = { Name = var.prefix }
}

# What forgets to name its security group may do nothing.
resource "aws_default_security_group" "nothing" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "this" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value.cidr
  availability_zone = var.zones[each.value.zone]
  tags              = { Name = "${var.prefix}-${each.key}" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.prefix }
}

resource "aws_eip" "nat" {
  #checkov:skip=CKV2_AWS_19:It belongs to a NAT gateway, not to a server
  count  = var.nat_gateways
  domain = "vpc"
  tags   = { Name = "${var.prefix}-nat-${count.index + 1}" }
}

resource "aws_nat_gateway" "this" {
  count         = var.nat_gateways
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.this["public-${count.index + 1}"].id
  tags          = { Name = "${var.prefix}-${count.index + 1}" }
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "this" {
  for_each = toset(["public", "private-1", "private-2", "data"])
  vpc_id   = aws_vpc.this.id
  tags     = { Name = "${var.prefix}-${each.key}" }
}

resource "aws_route_table_association" "this" {
  for_each       = local.subnets
  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.value.tier == "private" ? each.key : each.value.tier].id
}

resource "aws_route" "in_and_out" {
  route_table_id         = aws_route_table.this["public"].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route" "out" {
  count                  = 2
  route_table_id         = aws_route_table.this["private-${count.index + 1}"].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[min(count.index, var.nat_gateways - 1)].id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for row in ["private-1", "private-2"] : aws_route_table.this[row].id]
  tags              = { Name = "${var.prefix}-s3" }
}

resource "aws_vpc_endpoint" "this" {
  for_each            = local.services
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  # One zone where there is one way out: a second address would cost as much as the first.
  subnet_ids         = [for zone in range(var.nat_gateways) : aws_subnet.this["private-${zone + 1}"].id]
  security_group_ids = [aws_security_group.this["endpoints"].id]
  tags               = { Name = "${var.prefix}-${each.key}" }
}

resource "aws_flow_log" "this" {
  vpc_id               = aws_vpc.this.id
  traffic_type         = "REJECT"
  log_destination_type = "s3"
  log_destination      = var.log_bucket_arn
  tags                 = { Name = var.prefix }
}

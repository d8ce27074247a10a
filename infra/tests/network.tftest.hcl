# Who may talk to whom, and who has a way in or out.

mock_provider "aws" { source = "./tests/mocks" }

variables {
  prefix         = "rocket-parts-test"
  region         = "eu-central-1"
  zones          = ["eu-central-1a", "eu-central-1b"]
  nat_gateways   = 1
  log_bucket_arn = "arn:aws:s3:::logs"
}

run "small" {
  module { source = "./modules/network" }

  assert {
    error_message = "The arrows are not those of the drawing."
    condition = toset([
      for rule in aws_vpc_security_group_ingress_rule.arrow : format("%s > %s:%d",
        [for name, id in output.security_group_ids : name if id == rule.referenced_security_group_id][0],
      [for name, id in output.security_group_ids : name if id == rule.security_group_id][0], rule.from_port)
      ]) == toset([
      "balancer > web:3000",
      "web > database:3306", "web > cache:6379", "web > reports:3010", "web > endpoints:443",
      "reports > async:3010",
      "async > database:3306", "async > cache:6379", "async > endpoints:443", "async > endpoints:587",
    ])
  }

  assert {
    error_message = "Each arrow has to be open at both ends, on one port."
    condition = alltrue([
      for name, rule in aws_vpc_security_group_ingress_rule.arrow :
      rule.from_port == rule.to_port && rule.ip_protocol == "tcp" &&
      rule.security_group_id == aws_vpc_security_group_egress_rule.arrow[name].referenced_security_group_id &&
      rule.referenced_security_group_id == aws_vpc_security_group_egress_rule.arrow[name].security_group_id &&
      rule.from_port == aws_vpc_security_group_egress_rule.arrow[name].from_port &&
      rule.to_port == aws_vpc_security_group_egress_rule.arrow[name].to_port
    ])
  }

  assert {
    error_message = "Nothing may be open to an address; the load balancer alone is open to CloudFront."
    condition = (
      alltrue([for rule in aws_vpc_security_group_ingress_rule.arrow : rule.cidr_ipv4 == null && rule.cidr_ipv6 == null]) &&
      aws_vpc_security_group_ingress_rule.edge.cidr_ipv4 == null &&
      aws_vpc_security_group_ingress_rule.edge.prefix_list_id == data.aws_ec2_managed_prefix_list.cloudfront.id &&
      data.aws_ec2_managed_prefix_list.cloudfront.name == "com.amazonaws.global.cloudfront.origin-facing" &&
      aws_vpc_security_group_ingress_rule.edge.security_group_id == output.security_group_ids["balancer"] &&
      aws_vpc_security_group_ingress_rule.edge.from_port == 443 && aws_vpc_security_group_ingress_rule.edge.to_port == 443
    )
  }

  assert {
    error_message = "Only async servers may speak to the world, and only over TLS."
    condition = (
      aws_vpc_security_group_egress_rule.out.security_group_id == output.security_group_ids["async"] &&
      aws_vpc_security_group_egress_rule.out.from_port == 443 && aws_vpc_security_group_egress_rule.out.to_port == 443 &&
      alltrue([for rule in aws_vpc_security_group_egress_rule.arrow : rule.cidr_ipv4 == null])
    )
  }

  assert {
    error_message = "The security group that everything has without being told must allow nothing."
    condition     = length(aws_default_security_group.nothing.ingress) == 0 && length(aws_default_security_group.nothing.egress) == 0
  }

  assert {
    error_message = "Each row has a subnet in each zone, and none gives out public addresses."
    condition = (
      length(aws_subnet.this) == 6 &&
      alltrue([for row in ["public", "private", "data"] : aws_subnet.this["${row}-1"].availability_zone == "eu-central-1a"]) &&
      alltrue([for row in ["public", "private", "data"] : aws_subnet.this["${row}-2"].availability_zone == "eu-central-1b"]) &&
      alltrue([for subnet in aws_subnet.this : subnet.map_public_ip_on_launch != true])
    )
  }

  assert {
    error_message = "The data subnets have no way out, and only the public ones lead to the internet gateway."
    condition = (
      alltrue([for route in aws_route.out : route.route_table_id != aws_route_table.this["data"].id]) &&
      aws_route.in_and_out.route_table_id == aws_route_table.this["public"].id &&
      alltrue([for zone in [1, 2] : aws_route_table_association.this["data-${zone}"].route_table_id == aws_route_table.this["data"].id]) &&
      alltrue([for zone in [1, 2] : aws_route_table_association.this["private-${zone}"].route_table_id == aws_route_table.this["private-${zone}"].id])
    )
  }

  assert {
    error_message = "Small has one way out for both zones."
    condition = (
      length(aws_nat_gateway.this) == 1 &&
      alltrue([for route in aws_route.out : route.nat_gateway_id == aws_nat_gateway.this[0].id])
    )
  }

  assert {
    error_message = "Secrets, logs, sessions and mail have to be reached inside the network, S3 through its gateway."
    condition = (
      keys(aws_vpc_endpoint.this) == ["email-smtp", "logs", "secretsmanager", "ssm", "ssmmessages"] &&
      alltrue([for endpoint in aws_vpc_endpoint.this : endpoint.private_dns_enabled && endpoint.security_group_ids == toset([output.security_group_ids["endpoints"]])]) &&
      aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" &&
      aws_vpc_endpoint.s3.route_table_ids == toset([aws_route_table.this["private-1"].id, aws_route_table.this["private-2"].id])
    )
  }
}

run "large" {
  module { source = "./modules/network" }
  variables { nat_gateways = 2 }

  assert {
    error_message = "Large has a way out in each zone."
    condition = (
      length(aws_nat_gateway.this) == 2 &&
      alltrue([for zone in [0, 1] : aws_route.out[zone].nat_gateway_id == aws_nat_gateway.this[zone].id]) &&
      alltrue([for zone in [0, 1] : aws_nat_gateway.this[zone].subnet_id == aws_subnet.this["public-${zone + 1}"].id])
    )
  }
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "subnet_ids" {
  description = "By row: public, private, data; each the first zone first."
  value       = { for tier in local.tiers : tier => [for zone in range(2) : aws_subnet.this["${tier}-${zone + 1}"].id] }
}

output "security_group_ids" {
  value = { for name, group in aws_security_group.this : name => group.id }
}

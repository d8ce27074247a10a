# Redis for sessions and what several servers share. Losing it costs a sign-in, so that there is no backup of it.

variable "prefix" {
  type = string
}

variable "node_type" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_id" {
  type = string
}

variable "token" {
  description = "What clients have to know."
  type        = string
  sensitive   = true
}

resource "aws_elasticache_subnet_group" "this" {
  name        = var.prefix
  description = "The data subnets of ${var.prefix}"
  subnet_ids  = var.subnet_ids
}

resource "aws_elasticache_replication_group" "this" {
  #checkov:skip=CKV_AWS_191:The key of ElastiCache itself is enough
  #checkov:skip=CKV_AWS_134:Nothing in it is missed for long, so that nothing is kept
  replication_group_id = var.prefix
  description          = "Sessions and shared copies of ${var.prefix}"
  engine               = "redis"
  engine_version       = "7.1"
  node_type            = var.node_type
  # One in each zone; the second takes over by itself.
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [var.security_group_id]

  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  auth_token                 = var.token
  auth_token_update_strategy = "ROTATE"

  maintenance_window         = "mon:04:00-mon:05:00"
  auto_minor_version_upgrade = true
  apply_immediately          = true
}

output "id" {
  value = aws_elasticache_replication_group.this.id
}

output "host" {
  description = "Whichever node is the first just now."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

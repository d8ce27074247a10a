# MySQL: a primary with a stand-by that takes over by itself, and a replica in the second zone for old reads and exports.

locals {
  parameters = {
    # No connection without TLS.
    require_secure_transport = "1"
    # What a replica follows, and what a promoted one can go on from.
    gtid-mode                = "ON"
    enforce_gtid_consistency = "ON"
    binlog_format            = "ROW"
    # As the shop expects it, and as its tests have it.
    transaction_isolation = "READ-COMMITTED"
    character_set_server  = "utf8mb4"
    collation_server      = "utf8mb4_unicode_ci"
    time_zone             = "UTC"
    # A transaction that was acknowledged is on the disk.
    innodb_flush_log_at_trx_commit = "1"
    sync_binlog                    = "1"
    slow_query_log                 = "1"
    long_query_time                = "0.5"
    log_output                     = "FILE"
  }
  # Known only to the database when it starts.
  at_start = ["gtid-mode", "enforce_gtid_consistency"]
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.prefix}-mysql84"
  family      = "mysql8.4"
  description = "MySQL of ${var.prefix}"

  dynamic "parameter" {
    for_each = local.parameters
    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = contains(local.at_start, parameter.key) ? "pending-reboot" : "immediate"
    }
  }
}

resource "aws_db_subnet_group" "this" {
  name        = var.prefix
  description = "The data subnets of ${var.prefix}"
  subnet_ids  = var.subnet_ids
}

resource "aws_db_instance" "primary" {
  #checkov:skip=CKV_AWS_161:The shop signs in with passwords of its own users; a token would last 15 minutes
  #checkov:skip=CKV_AWS_293:By variable: on in both sizes
  #checkov:skip=CKV_AWS_354:The key of RDS itself is enough
  #checkov:skip=CKV_AWS_118:Performance Insights and the shop's own metrics say more
  #checkov:skip=CKV2_AWS_69:require_secure_transport is in the parameter group
  identifier     = "${var.prefix}-primary"
  engine         = "mysql"
  engine_version = "8.4"
  instance_class = var.size.instance_class

  storage_type          = "gp3"
  allocated_storage     = var.size.storage_gb
  max_allocated_storage = var.size.max_storage_gb
  storage_encrypted     = true

  db_name             = "rocket_parts"
  username            = "administrator"
  password_wo         = var.password
  password_wo_version = var.password_generation

  multi_az               = true
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false
  parameter_group_name   = aws_db_parameter_group.this.name

  # In the early night, before the export of half past one.
  backup_window              = "00:00-00:45"
  backup_retention_period    = var.size.backup_days
  maintenance_window         = "mon:03:00-mon:04:00"
  auto_minor_version_upgrade = true
  copy_tags_to_snapshot      = true
  delete_automated_backups   = !var.protected
  deletion_protection        = var.protected
  skip_final_snapshot        = !var.protected
  final_snapshot_identifier  = var.protected ? "${var.prefix}-last" : null

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = ["error", "slowquery"]
}

resource "aws_db_instance" "replica" {
  #checkov:skip=CKV_AWS_157:The replica is the second one; the primary has a stand-by of its own
  #checkov:skip=CKV_AWS_161:As the primary
  #checkov:skip=CKV_AWS_293:By variable, as the primary
  #checkov:skip=CKV_AWS_354:The key of RDS itself is enough
  #checkov:skip=CKV_AWS_118:As the primary
  #checkov:skip=CKV_AWS_133:Backups are the primary's; a promoted replica gets its own, see the README
  #checkov:skip=CKV2_AWS_69:A replica has the parameters of its primary
  identifier          = "${var.prefix}-replica"
  replicate_source_db = aws_db_instance.primary.identifier
  instance_class      = var.size.instance_class
  # Where the primary's stand-by may be too, but never the primary alone.
  availability_zone     = var.zones[1]
  storage_type          = "gp3"
  max_allocated_storage = var.size.max_storage_gb
  storage_encrypted     = true

  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false

  auto_minor_version_upgrade = true
  copy_tags_to_snapshot      = true
  deletion_protection        = var.protected
  skip_final_snapshot        = true

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = ["error", "slowquery"]
}

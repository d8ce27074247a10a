# Database, cache and lake: encrypted, not public, two of each, and with the columns the export writes.

mock_provider "aws" { source = "./tests/mocks" }

variables {
  prefix            = "rocket-parts-test"
  protected         = true
  subnet_ids        = ["subnet-e", "subnet-f"]
  security_group_id = "sg-data"
}

run "database" {
  module { source = "./modules/database" }
  variables {
    zones               = ["eu-central-1a", "eu-central-1b"]
    size                = { instance_class = "db.t4g.medium", storage_gb = 50, max_storage_gb = 200, backup_days = 7 }
    password            = "never-kept"
    password_generation = 1
  }

  assert {
    error_message = "The primary has a stand-by, and the replica stands in the second zone."
    condition = (
      aws_db_instance.primary.multi_az && aws_db_instance.primary.engine == "mysql" && aws_db_instance.primary.engine_version == "8.4" &&
      aws_db_instance.replica.replicate_source_db == aws_db_instance.primary.identifier &&
      aws_db_instance.replica.availability_zone == "eu-central-1b"
    )
  }

  assert {
    error_message = "Neither can be reached from outside, and what they write is encrypted."
    condition = (
      aws_db_instance.primary.publicly_accessible == false && aws_db_instance.replica.publicly_accessible == false &&
      aws_db_instance.primary.storage_encrypted &&
      aws_db_instance.primary.vpc_security_group_ids == toset(["sg-data"]) && aws_db_instance.replica.vpc_security_group_ids == toset(["sg-data"])
    )
  }

  assert {
    error_message = "The password passes through unseen."
    condition     = aws_db_instance.primary.password == null && aws_db_instance.primary.password_wo == null
  }

  assert {
    error_message = "TLS for everybody, and a log that a replica follows and a promoted one goes on from."
    condition = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value
      if contains(["require_secure_transport", "gtid-mode", "enforce_gtid_consistency", "binlog_format", "transaction_isolation"], parameter.name)
      } == {
      require_secure_transport = "1", gtid-mode = "ON", enforce_gtid_consistency = "ON", binlog_format = "ROW",
      transaction_isolation    = "READ-COMMITTED"
    }
  }

  assert {
    error_message = "It is backed up, and not deleted by mistake."
    condition = (
      aws_db_instance.primary.backup_retention_period == 7 && aws_db_instance.primary.deletion_protection &&
      !aws_db_instance.primary.skip_final_snapshot && aws_db_instance.replica.deletion_protection &&
      aws_db_instance.primary.final_snapshot_identifier == "rocket-parts-test-last"
    )
  }
}

run "cache" {
  module { source = "./modules/cache" }
  variables {
    node_type = "cache.t4g.micro"
    token     = "known-to-servers"
  }

  assert {
    error_message = "Redis takes TLS and the token, keeps nothing in the clear, and has a second node that takes over."
    condition = (
      aws_elasticache_replication_group.this.transit_encryption_enabled &&
      tobool(aws_elasticache_replication_group.this.at_rest_encryption_enabled) &&
      aws_elasticache_replication_group.this.auth_token == "known-to-servers" &&
      aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled &&
      aws_elasticache_replication_group.this.num_cache_clusters == 2 &&
      aws_elasticache_replication_group.this.security_group_ids == toset(["sg-data"])
    )
  }
}

run "lake" {
  module { source = "./modules/lake" }
  variables { bucket = "shop-lake" }

  assert {
    error_message = "These are the tables of schema version 1."
    condition = { for name, table in aws_glue_catalog_table.this : name => length(table.partition_keys) } == {
      orders  = 1, order_lines = 1, shipments = 1, returns = 1, stock_movements = 1, stock_daily = 1, searches_without_result = 1,
      product = 0, category = 0, customer = 0, location = 0, date = 0
    }
  }

  # The export says what it writes in one file; each column stands there as kind("name").
  assert {
    error_message = "Columns are not those of warehouse/src/schema.rs."
    condition = [
      for column in regexall("\\b(int|small|text|yes_no|time|day)\\(\"(\\w+)\"\\)", file("${path.cwd}/../warehouse/src/schema.rs")) :
      "${column[1]} ${ { int = "bigint", small = "int", text = "string", yes_no = "boolean", time = "timestamp", day = "date" }[column[0]]}"
      ] == flatten([
        for table in [
          "orders", "order_lines", "shipments", "returns", "stock_movements", "stock_daily", "searches_without_result",
          "product", "category", "customer", "location", "date",
        ] : [for column in aws_glue_catalog_table.this[table].storage_descriptor[0].columns : "${column.name} ${column.type}"]
    ])
  }

  assert {
    error_message = "A day is found by its path, without anybody listing it, and is no column of its file."
    condition = (
      aws_glue_catalog_table.this["orders"].parameters["projection.enabled"] == "true" &&
      aws_glue_catalog_table.this["orders"].parameters["projection.day.type"] == "date" &&
      endswith(aws_glue_catalog_table.this["orders"].parameters["storage.location.template"], "/v1/orders/day=$${day}/") &&
      alltrue([for table in aws_glue_catalog_table.this : !contains([for column in table.storage_descriptor[0].columns : column.name], "day")])
    )
  }

  assert {
    error_message = "Nothing in the lake says who somebody is."
    condition = alltrue(flatten([for table, columns in output.tables : [for column in columns :
    !can(regex("(email|phone|address|company_name|customer_name|token|note)", column))]]))
  }

  assert {
    error_message = "Athena reads within bounds, and its answers are encrypted."
    condition = (
      aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration &&
      aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 21474836480 &&
      aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].encryption_option == "SSE_S3"
    )
  }

  assert {
    error_message = "Analysts change nothing but the answers they get."
    condition = alltrue([for statement in jsondecode(aws_iam_policy.analyst.policy).Statement :
    !anytrue([for action in flatten([statement.Action]) : can(regex("(Put|Delete|Create|Update)", action))]) if statement.Sid != "Answers"])
  }
}

run "bucket" {
  module { source = "./modules/bucket" }
  variables { name = "shop-anything" }

  assert {
    error_message = "No bucket is public, by grant or by policy."
    condition = (
      aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy &&
      aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets &&
      aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    )
  }

  assert {
    error_message = "It is spoken to over TLS only, encrypted, and kept when somebody deletes the rest."
    condition = (
      jsondecode(output.policy).Statement[0].Effect == "Deny" &&
      jsondecode(output.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false" &&
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256" &&
      !aws_s3_bucket.this.force_destroy
    )
  }
}

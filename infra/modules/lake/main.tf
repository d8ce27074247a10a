# The warehouse: Parquet files in a bucket, written each night by the async servers, read by their reports and by Athena.

variable "prefix" {
  type = string
}

variable "bucket" {
  description = "Name for the bucket of the lake."
  type        = string
}

variable "protected" {
  type = bool
}

locals {
  database = replace(var.prefix, "-", "_")
}

module "lake" {
  source    = "../bucket"
  name      = var.bucket
  protected = var.protected
}

# What Athena answered, for a month.
module "answers" {
  source      = "../bucket"
  name        = "${var.bucket}-answers"
  protected   = false
  expire_days = 30
}

resource "aws_glue_catalog_database" "this" {
  name        = local.database
  description = "The lake of ${var.prefix}, schema version 1"
}

resource "aws_athena_workgroup" "this" {
  name          = var.prefix
  force_destroy = !var.protected
  configuration {
    # Nobody's own settings lead elsewhere, and no question reads more than 20 GB.
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = 20 * 1024 * 1024 * 1024
    engine_version { selected_engine_version = "Athena engine version 3" }
    result_configuration {
      output_location = "s3://${module.answers.name}/"
      encryption_configuration { encryption_option = "SSE_S3" }
    }
  }
}

# For people who ask Athena: attached to whoever is an analyst in this account.
resource "aws_iam_policy" "analyst" {
  name        = "${var.prefix}-analyst"
  description = "May ask Athena about the lake of ${var.prefix}, and change nothing in it"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Ask"
        Effect = "Allow"
        Action = [
          "athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults",
          "athena:ListQueryExecutions", "athena:GetWorkGroup",
        ]
        Resource = [aws_athena_workgroup.this.arn]
      },
      {
        Sid    = "Tables"
        Effect = "Allow"
        Action = ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"]
        Resource = concat(
          [aws_glue_catalog_database.this.arn, replace(aws_glue_catalog_database.this.arn, "/:database/.*/", ":catalog")],
          [for table in aws_glue_catalog_table.this : table.arn],
        )
      },
      { Sid = "Read", Effect = "Allow", Action = ["s3:GetObject"], Resource = ["${module.lake.arn}/v1/*"] },
      { Sid = "List", Effect = "Allow", Action = ["s3:ListBucket", "s3:GetBucketLocation"], Resource = [module.lake.arn, module.answers.arn] },
      { Sid = "Answers", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = ["${module.answers.arn}/*"] },
    ]
  })
}

output "bucket" {
  value = { name = module.lake.name, arn = module.lake.arn }
}

output "workgroup" {
  value = aws_athena_workgroup.this.name
}

output "tables" {
  description = "Every table and its columns."
  value       = { for name, table in local.tables : name => [for column in table.columns : column[0]] }
}

# What the processes are told. Names and meanings are those of .env.example; secrets are named by ARN and put into their
# setting by the server itself.

locals {
  # Where a user of the database signs in: over TLS, to a server that shows that it is the one.
  database_address = {
    for name, host in { primary = module.database.primary.host, replica = module.database.replica.host } :
    name => "${host}:3306/rocket_parts?ssl-mode=VERIFY_IDENTITY&ssl-ca=/etc/rocket-parts/database-authority.pem"
  }
  database_secrets = { for user in local.database_users : user => {
    DATABASE_URL = {
      arn    = module.secrets.arns["database/${user}"]
      format = "mysql://${user}:%s@${local.database_address.primary}"
    }
    DATABASE_REPLICA_URL = {
      arn    = module.secrets.arns["database/${user}"]
      format = "mysql://${user}:%s@${local.database_address.replica}"
    }
  } }
  cache_secret = { REDIS_URL = {
    arn    = module.secrets.arns["cache"]
    format = "rediss://:%s@${module.cache.host}:6379/0"
  } }
  mail_secret = { SMTP_URL = {
    arn    = module.secrets.arns["mail"]
    format = module.mail.smtp
  } }

  settings = {
    PUBLIC_URL       = "https://${var.domain}"
    LOG_FORMAT       = "json"
    MAIL_FROM        = "Rocket Parts Co. <orders@${var.domain}>"
    OPERATIONS_EMAIL = var.alarm_email
  }

  web_processes = {
    web = {
      metrics_port = 3001
      settings = merge(local.settings, {
        LISTEN_ADDR = "0.0.0.0:3000"
        # CloudFront writes the visitor's address last, and the load balancer leaves it so.
        CLIENT_ADDRESS_HEADER = "x-forwarded-for"
        DRAIN_SECONDS         = module.balancer.drain_seconds
        REPORTS_URL           = module.balancer.reports_url
      })
      secrets = merge(local.database_secrets["web"], local.cache_secret)
    }
  }

  async_processes = {
    worker = {
      metrics_port = 3001
      settings     = merge(local.settings, { EDGE_DISTRIBUTION = module.edge.distribution.id })
      secrets      = merge(local.database_secrets["worker"], local.cache_secret, local.mail_secret)
    }
    warehouse = {
      metrics_port = 3002
      settings = merge(local.settings, {
        REPORTS_ADDR = "0.0.0.0:3010"
        LAKE_URL     = "s3://${module.lake.bucket.name}"
        AWS_REGION   = var.region
      })
      secrets = merge(local.database_secrets["warehouse"], local.cache_secret)
    }
    # Started by whoever rolls out a release, once, before servers are replaced.
    migrate = {
      starts   = false
      settings = local.settings
      secrets  = merge({ DATABASE_URL = local.database_secrets["migrate"].DATABASE_URL }, local.cache_secret)
    }
  }

  async_statements = [
    {
      Sid      = "Lake"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      Resource = ["${module.lake.bucket.arn}/v1/*"]
    },
    {
      Sid      = "WhatIsInTheLake"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [module.lake.bucket.arn]
    },
    {
      Sid      = "Forget"
      Effect   = "Allow"
      Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
      Resource = [module.edge.distribution.arn]
    },
  ]
}

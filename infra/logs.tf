# Who may write into the log bucket: load balancers and flow logs by service; CloudFront by a grant that it makes itself.

locals {
  log_bucket = "${local.buckets}-logs"
  log_arn    = "arn:aws:s3:::${local.log_bucket}"
  ours       = { StringEquals = { "aws:SourceAccount" = local.account } }
  log_statements = [
    {
      Sid       = "LoadBalancers"
      Effect    = "Allow"
      Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = [for prefix in ["balancer", "reports"] : "${local.log_arn}/${prefix}/AWSLogs/${local.account}/*"]
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:elasticloadbalancing:${var.region}:${local.account}:loadbalancer/*" } }
    },
    {
      Sid       = "FlowLogs"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = ["${local.log_arn}/AWSLogs/*"]
      Condition = local.ours
    },
    {
      Sid       = "FlowLogsLook"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
      Resource  = [local.log_arn]
      Condition = local.ours
    },
  ]
}

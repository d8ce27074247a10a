# What the servers may do. Each list names what it is about; nothing but what cannot be named has a star for a resource.

locals {
  secret_arns = distinct(flatten([for process in var.processes : [for secret in process.secrets : secret.arn]]))
}

resource "aws_iam_role" "this" {
  name = "${var.prefix}-${var.name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_instance_profile" "this" {
  name = "${var.prefix}-${var.name}"
  role = aws_iam_role.this.name
}

resource "aws_iam_role_policy" "this" {
  name = "what-they-need"
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = "OwnSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = local.secret_arns
      },
      {
        Sid      = "Packages"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${var.artefact_bucket.arn}/*"]
      },
      {
        Sid      = "WhichPackages"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [var.artefact_bucket.arn]
      },
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
      },
      {
        # Session Manager, instead of a port for SSH. These actions know no resources.
        Sid    = "Sessions"
        Effect = "Allow"
        Action = [
          "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
        ]
        Resource = ["*"]
      },
    ], var.statements)
  })
}

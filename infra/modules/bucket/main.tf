# A bucket that nobody outside can read, encrypted, spoken to over TLS only, tidied up by itself.

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:The log bucket cannot log itself; the others are read by our own roles and CloudFront, which logs
  #checkov:skip=CKV_AWS_145:Keys of S3 itself are enough; a key of our own would have to be shared with CloudFront and log delivery
  #checkov:skip=CKV_AWS_144:A second region would be another installation, not a copied bucket
  #checkov:skip=CKV2_AWS_62:Nothing listens to what lands in a bucket
  #checkov:skip=CKV_AWS_21:Versions are kept below, unless the bucket holds only what can be had again
  bucket        = var.name
  force_destroy = !var.protected
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  #checkov:skip=CKV2_AWS_65:CloudFront writes its logs with a grant, so that the log bucket has to know grants
  bucket = aws_s3_bucket.this.id
  rule {
    object_ownership = var.takes_grants ? "BucketOwnerPreferred" : "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    bucket_key_enabled = false
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration { status = var.versioned ? "Enabled" : "Suspended" }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  # Before a version can grow old there have to be versions.
  depends_on = [aws_s3_bucket_versioning.this]

  rule {
    id     = "tidy"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload { days_after_initiation = 7 }
    noncurrent_version_expiration { noncurrent_days = 30 }
    dynamic "expiration" {
      for_each = var.expire_days[*]
      content { days = expiration.value }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Sid       = "OnlyEncrypted"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }], var.statements)
  })
  depends_on = [aws_s3_bucket_public_access_block.this]
}

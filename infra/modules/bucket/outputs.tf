output "name" {
  value = aws_s3_bucket.this.id
}

output "arn" {
  value = aws_s3_bucket.this.arn
}

output "domain" {
  description = "Its name in this region, which CloudFront asks."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}

output "policy" {
  value = aws_s3_bucket_policy.this.policy
}

output "ready" {
  description = "Its name, once others may write into it."
  value       = aws_s3_bucket_policy.this.bucket
}

output "ready_domain" {
  description = "The same, with its owner's consent to grants."
  value       = aws_s3_bucket.this.bucket_domain_name
  depends_on  = [aws_s3_bucket_ownership_controls.this, aws_s3_bucket_policy.this]
}

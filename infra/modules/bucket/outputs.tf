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

output "distribution" {
  value = { id = aws_cloudfront_distribution.this.id, arn = aws_cloudfront_distribution.this.arn }
}

output "asset_bucket" {
  value = { name = module.assets.name, arn = module.assets.arn }
}

output "asset_bucket_policy" {
  value = module.assets.policy
}

output "kept" {
  description = "Path and how it is kept, for whoever wants to look."
  value       = { for line in local.paths : line.path => line.cache }
}

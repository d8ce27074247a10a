output "group" {
  value = aws_autoscaling_group.this.name
}

output "policy" {
  description = "What the servers may do."
  value       = aws_iam_role_policy.this.policy
}

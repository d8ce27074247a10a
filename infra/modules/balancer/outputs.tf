output "shop" {
  description = "The load balancer and its servers, as metrics name them."
  value       = { balancer = aws_lb.shop.arn_suffix, targets = aws_lb_target_group.web.arn_suffix }
}

output "reports" {
  description = "The same, of the reports."
  value       = { balancer = aws_lb.reports.arn_suffix, targets = aws_lb_target_group.reports.arn_suffix }
}

output "target_group_arns" {
  value = { web = aws_lb_target_group.web.arn, reports = aws_lb_target_group.reports.arn }
}

output "reports_url" {
  value = "http://${aws_lb.reports.dns_name}:3010"
}

output "drain_seconds" {
  description = "How long a server that is told to stop has to say that it is not ready: two questions and one more."
  value       = 3 * var.health_seconds
}

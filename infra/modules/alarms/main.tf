# What somebody is told of. Each line of the table is an alarm and a chart of the dashboard; `above` and `below` are where
# it goes off, `minutes` for how long it has to last, and `silence` what it means when no number arrives.

locals {
  visitors = { LoadBalancer = var.web.balancer }
  web      = { LoadBalancer = var.web.balancer, TargetGroup = var.web.targets }
  reports  = { LoadBalancer = var.reports.balancer, TargetGroup = var.reports.targets }

  alarms = {
    web-5xx         = { about = "Pages fail", from = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", of = local.visitors, as = "Sum", above = 10, minutes = 5, silence = "good" }
    balancer-5xx    = { about = "The load balancer finds nobody to answer", from = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", of = local.visitors, as = "Sum", above = 10, minutes = 5, silence = "good" }
    web-slow        = { about = "One page in twenty takes longer than a second", from = "AWS/ApplicationELB", metric = "TargetResponseTime", of = local.visitors, as = "p95", above = 1, minutes = 10, silence = "good" }
    web-unhealthy   = { about = "A sync server is not ready", from = "AWS/ApplicationELB", metric = "UnHealthyHostCount", of = local.web, as = "Maximum", above = 0, minutes = 5, silence = "good" }
    web-few         = { about = "Fewer sync servers than there should be", from = "AWS/ApplicationELB", metric = "HealthyHostCount", of = local.web, as = "Minimum", below = var.web_servers, minutes = 5, silence = "bad" }
    replica-lag     = { about = "The replica is more than a minute behind, or cannot be seen", from = "AWS/RDS", metric = "ReplicaLag", of = { DBInstanceIdentifier = var.database.replica }, as = "Maximum", above = 60, minutes = 5, silence = "bad" }
    replica-stopped = { about = "The replica does not follow: RDS says -1", from = "AWS/RDS", metric = "ReplicaLag", of = { DBInstanceIdentifier = var.database.replica }, as = "Minimum", below = 0, minutes = 5, silence = "good" }
    database-cpu    = { about = "The primary has no reserves", from = "AWS/RDS", metric = "CPUUtilization", of = { DBInstanceIdentifier = var.database.primary }, as = "Average", above = 80, minutes = 15, silence = "bad" }
    database-space  = { about = "The primary's disk is nearly full", from = "AWS/RDS", metric = "FreeStorageSpace", of = { DBInstanceIdentifier = var.database.primary }, as = "Minimum", below = var.database.storage_gb * 1024 * 1024 * 1024 / 10, minutes = 5, silence = "bad" }
    reports-none    = { about = "No async server answers reports", from = "AWS/ApplicationELB", metric = "HealthyHostCount", of = local.reports, as = "Minimum", below = 1, minutes = 15, silence = "bad" }
    cache-memory    = { about = "Redis is nearly full and forgets sessions soon", from = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", of = { CacheClusterId = "${var.cache}-001" }, as = "Maximum", above = 85, minutes = 10, silence = "good" }
    jobs-old        = { about = "A job has been due for a quarter of an hour: no worker, or too few", from = "RocketParts", metric = "jobs_oldest_seconds", of = { job = "worker" }, as = "Maximum", above = 900, minutes = 5, silence = "bad" }
    jobs-dead       = { about = "A job has been given up: see /desk/jobs", from = "RocketParts", metric = "jobs_dead", of = { job = "worker" }, as = "Maximum", above = 0, minutes = 5, silence = "good" }
    reconciliation  = { about = "The lake and the orders disagree", from = "RocketParts", metric = "warehouse_differences", of = { job = "warehouse" }, as = "Maximum", above = 0, minutes = 5, silence = "good" }
  }
}

resource "aws_sns_topic" "this" {
  #checkov:skip=CKV_AWS_26:Alarms cannot reach a topic under the key of SNS itself, and say nothing that is a secret
  name = "${var.prefix}-alarms"
}

resource "aws_sns_topic_subscription" "email" {
  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = var.email
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = local.alarms
  alarm_name          = "${var.prefix}-${each.key}"
  alarm_description   = each.value.about
  namespace           = each.value.from
  metric_name         = each.value.metric
  dimensions          = each.value.of
  statistic           = each.value.as == "p95" ? null : each.value.as
  extended_statistic  = each.value.as == "p95" ? "p95" : null
  comparison_operator = can(each.value.above) ? "GreaterThanThreshold" : "LessThanThreshold"
  threshold           = try(each.value.above, each.value.below)
  period              = 60
  evaluation_periods  = each.value.minutes
  # Counts come seldom and are bad each time; what lasts has to last.
  datapoints_to_alarm = each.value.as == "Sum" ? 1 : each.value.minutes
  treat_missing_data  = each.value.silence == "bad" ? "breaching" : "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

# One chart per alarm, with the line that it goes off at.
resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.prefix
  dashboard_body = jsonencode({
    widgets = [for index, name in keys(local.alarms) : {
      type   = "metric"
      x      = index % 3 * 8
      y      = floor(index / 3) * 6
      width  = 8
      height = 6
      properties = {
        title   = local.alarms[name].about
        region  = var.region
        stat    = local.alarms[name].as
        period  = 60
        metrics = [concat([local.alarms[name].from, local.alarms[name].metric], flatten([for key, value in local.alarms[name].of : [key, value]]))]
        annotations = { horizontal = [{
          label = name
          value = try(local.alarms[name].above, local.alarms[name].below)
        }] }
      }
    }]
  })
}

output "topic_arn" {
  value = aws_sns_topic.this.arn
}

# What is seen of the servers from outside: their log, and the numbers of /metrics under the names they have there.

locals {
  namespace = "RocketParts"
  # Numbers that alarms look at. All others are in the log, as events.
  seen = ["jobs_oldest_seconds", "jobs_dead", "warehouse_differences"]

  metrics = jsonencode({
    agent = { region = var.region, run_as_user = "cwagent" }
    logs = {
      logs_collected = { files = { collect_list = [{
        file_path       = "/var/log/rocket-parts/*.log"
        log_group_name  = aws_cloudwatch_log_group.this.name
        log_stream_name = "{instance_id}"
      }] } }
      metrics_collected = { prometheus = {
        prometheus_config_path = "/etc/rocket-parts/scraping.json"
        log_group_name         = aws_cloudwatch_log_group.this.name
        emf_processor = {
          metric_namespace = local.namespace
          metric_declaration = [{
            source_labels    = ["job"]
            label_matcher    = ".*"
            dimensions       = [["job"]]
            metric_selectors = [for name in local.seen : "^${name}$"]
          }]
        }
      } }
    }
  })

  # JSON is YAML.
  scraping = jsonencode({
    global = { scrape_interval = "60s" }
    scrape_configs = [for name, process in var.processes : {
      job_name       = name
      static_configs = [{ targets = ["127.0.0.1:${process.metrics_port}"] }]
    } if process.metrics_port != null]
  })
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:The key of CloudWatch itself is enough; no log line holds a secret
  #checkov:skip=CKV_AWS_338:Three months are what is ever looked at; what has to be kept for years is in the database
  name              = "/${var.prefix}/${var.name}"
  retention_in_days = var.keep_logs_days
}

# Who is told of what, and how letters are signed.

mock_provider "aws" { source = "./tests/mocks" }

run "alarms" {
  module { source = "./modules/alarms" }
  variables {
    prefix      = "rocket-parts-test"
    region      = "eu-central-1"
    email       = "alarms@example.org"
    web         = { balancer = "app/shop/1", targets = "targetgroup/web/1" }
    reports     = { balancer = "app/reports/1", targets = "targetgroup/reports/1" }
    web_servers = 2
    database    = { primary = "primary", replica = "replica", storage_gb = 50 }
    cache       = "cache"
  }

  assert {
    error_message = "Each alarm reaches somebody, when it begins and when it ends."
    condition = (
      alltrue([for alarm in aws_cloudwatch_metric_alarm.this :
      alarm.alarm_actions == toset([aws_sns_topic.this.arn]) && alarm.ok_actions == toset([aws_sns_topic.this.arn])]) &&
      aws_sns_topic_subscription.email.endpoint == "alarms@example.org"
    )
  }

  assert {
    error_message = "Failing pages, servers, the replica, jobs and the reconciliation are looked at."
    condition = alltrue([for metric in [
      "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count", "UnHealthyHostCount", "HealthyHostCount", "ReplicaLag",
      "jobs_oldest_seconds", "jobs_dead", "warehouse_differences",
    ] : contains([for alarm in aws_cloudwatch_metric_alarm.this : alarm.metric_name], metric)])
  }

  assert {
    error_message = "The shop has no number of that name, so that its alarm would never hear of it."
    condition = alltrue([for alarm in aws_cloudwatch_metric_alarm.this :
      anytrue([for role in ["worker", "warehouse"] : strcontains(file("${path.cwd}/../server/src/roles/${role}.rs"), "\"${alarm.metric_name}\"")])
    if alarm.namespace == "RocketParts"])
  }

  assert {
    error_message = "Silence of the replica, of servers and of the worker is bad news."
    condition = alltrue([for name in ["replica-lag", "web-few", "reports-none", "jobs-old"] :
    aws_cloudwatch_metric_alarm.this[name].treat_missing_data == "breaching"])
  }

  assert {
    error_message = "Each alarm has a chart with its line."
    condition = (
      length(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets) == length(aws_cloudwatch_metric_alarm.this) &&
      toset([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.properties.annotations.horizontal[0].value]) ==
      toset([for alarm in aws_cloudwatch_metric_alarm.this : alarm.threshold])
    )
  }
}

run "mail" {
  module { source = "./modules/mail" }
  variables {
    prefix  = "rocket-parts-test"
    region  = "eu-central-1"
    domain  = "shop.example.org"
    zone_id = "Z1"
  }

  assert {
    error_message = "Letters are signed, and others are told to refuse what is not."
    condition = (
      [for record in aws_route53_record.dkim : one(record.records)] == ["first.dkim.amazonses.com", "second.dkim.amazonses.com", "third.dkim.amazonses.com"] &&
      strcontains(one(aws_route53_record.this["dmarc"].records), "p=reject") &&
      one(aws_route53_record.this["spf"].records) == "v=spf1 include:amazonses.com -all"
    )
  }

  assert {
    error_message = "Who sends may send from the shop's domain only, over TLS."
    condition = (
      jsondecode(aws_iam_user_policy.smtp.policy).Statement[0].Condition.StringLike["ses:FromAddress"] == "*@shop.example.org" &&
      endswith(output.smtp, "?tls=required")
    )
  }
}

run "certificate" {
  module { source = "./modules/certificate" }
  variables {
    domain  = "shop.example.org"
    zone_id = "Z1"
  }

  assert {
    error_message = "A certificate is used once it is proven."
    condition     = aws_acm_certificate_validation.this.certificate_arn == aws_acm_certificate.this.arn && aws_route53_record.proof.type == "CNAME"
  }
}

run "names" {
  module { source = "./modules/names" }
  variables {
    environment = "test"
    release     = "1.4.0"
  }

  assert {
    error_message = "Names begin alike, and a release does not touch what only has tags."
    condition     = output.prefix == "rocket-parts-test" && output.package == "rocket-parts_1.4.0_amd64.deb" && !strcontains(jsonencode(output.tags), "1.4.0")
  }
}

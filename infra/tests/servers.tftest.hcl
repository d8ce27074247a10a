# What a server is told, what it may do, and how it is replaced.

mock_provider "aws" { source = "./tests/mocks" }

variables {
  prefix            = "rocket-parts-test"
  region            = "eu-central-1"
  image_id          = "ami-1"
  size              = { instance_type = "t3a.medium", min = 2, max = 4 }
  subnet_ids        = ["subnet-c", "subnet-d"]
  security_group_id = "sg-servers"
  artefact_bucket   = { name = "artefacts", arn = "arn:aws:s3:::artefacts" }
  package           = "rocket-parts_1.4.0_amd64.deb"
}

run "web" {
  module { source = "./modules/servers" }
  variables {
    name = "web"
    processes = { web = {
      metrics_port = 3001
      settings     = { LISTEN_ADDR = "0.0.0.0:3000" }
      secrets      = { DATABASE_URL = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:web", format = "mysql://web:%s@db/rocket_parts" } }
    } }
    target_group_arn        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/1"
    replaced_when_not_ready = true
    cpu_percent             = 50
    requests_per_server     = { count = 3000, resource_label = "app/shop/1/targetgroup/web/1" }
  }

  assert {
    error_message = "A server has to be told its settings, and of its secrets only where they are."
    condition = (
      strcontains(base64decode(aws_launch_template.this.user_data), "LISTEN_ADDR=0.0.0.0:3000\n") &&
      strcontains(base64decode(aws_launch_template.this.user_data), "METRICS_ADDR=127.0.0.1:3001\n") &&
      strcontains(base64decode(aws_launch_template.this.user_data), "DATABASE_URL arn:aws:secretsmanager:eu-central-1:123456789012:secret:web mysql://web:%s@db/rocket_parts\n")
    )
  }

  assert {
    error_message = "A server installs the release from our bucket."
    condition     = strcontains(base64decode(aws_launch_template.this.user_data), "\"s3://artefacts/rocket-parts_1.4.0_amd64.deb\"")
  }

  assert {
    error_message = "User data has an end in AWS: 16 KB."
    condition     = length(base64decode(aws_launch_template.this.user_data)) < 16384
  }

  assert {
    error_message = "A server's credentials take a token to have, its disk is encrypted, it has no public address and no key for SSH."
    condition = (
      aws_launch_template.this.metadata_options[0].http_tokens == "required" &&
      aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1 &&
      tobool(aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted) &&
      length(aws_launch_template.this.network_interfaces) == 0 && aws_launch_template.this.key_name == null
    )
  }

  assert {
    error_message = "It may do what it needs, by name."
    condition = (
      { for statement in jsondecode(output.policy).Statement : statement.Sid => statement.Resource if statement.Sid != "Sessions" } == {
        OwnSecrets    = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:web"]
        Packages      = ["arn:aws:s3:::artefacts/*"]
        WhichPackages = ["arn:aws:s3:::artefacts"]
        Logs          = ["arn:aws:logs:eu-central-1:123456789012:log-group:example:*"]
      } &&
      alltrue([for action in flatten([for statement in jsondecode(output.policy).Statement : statement.Action]) : !strcontains(action, "*")])
    )
  }

  assert {
    error_message = "A sync server that is not ready is replaced, and a new release comes before the old one goes."
    condition = (
      aws_autoscaling_group.this.health_check_type == "ELB" &&
      aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 100 &&
      aws_autoscaling_group.this.instance_refresh[0].preferences[0].max_healthy_percentage > 100 &&
      aws_autoscaling_group.this.instance_refresh[0].preferences[0].auto_rollback &&
      tostring(aws_autoscaling_group.this.launch_template[0].version) == tostring(aws_launch_template.this.latest_version)
    )
  }

  assert {
    error_message = "Sync servers are as many as the processor and the requests ask for."
    condition = (
      aws_autoscaling_policy.cpu.target_tracking_configuration[0].target_value == 50 &&
      aws_autoscaling_policy.requests[0].target_tracking_configuration[0].predefined_metric_specification[0].resource_label == "app/shop/1/targetgroup/web/1"
    )
  }
}

run "async" {
  module { source = "./modules/servers" }
  variables {
    name = "async"
    processes = {
      worker    = { metrics_port = 3001, settings = {}, secrets = {} }
      warehouse = { metrics_port = 3002, settings = { REPORTS_ADDR = "0.0.0.0:3010" }, secrets = {} }
      migrate   = { starts = false, settings = {}, secrets = {} }
    }
    statements              = [{ Sid = "Lake", Effect = "Allow", Action = ["s3:PutObject"], Resource = ["arn:aws:s3:::lake/v1/*"] }]
    target_group_arn        = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/reports/1"
    replaced_when_not_ready = false
    cpu_percent             = 60
  }

  assert {
    error_message = "Worker and warehouse run; a migration waits for somebody to start it."
    condition = endswith(trimspace(base64decode(aws_launch_template.this.user_data)),
    "systemctl enable --now rocket-parts-warehouse.service rocket-parts-worker.service")
  }

  assert {
    error_message = "The numbers that alarms look at are sent on."
    condition = (
      jsondecode(one(regex("metrics.json <<'JSON'\\n(.*)\\nJSON", base64decode(aws_launch_template.this.user_data)))).logs.metrics_collected.prometheus.emf_processor.metric_declaration[0].metric_selectors
      == ["^jobs_oldest_seconds$", "^jobs_dead$", "^warehouse_differences$"]
    )
  }

  assert {
    error_message = "Both are seen by the agent, each under its name."
    condition = [for job in jsondecode(one(regex("scraping.json <<'JSON'\\n(.*)\\nJSON", base64decode(aws_launch_template.this.user_data)))).scrape_configs :
    [job.job_name, job.static_configs[0].targets[0]]] == [["warehouse", "127.0.0.1:3002"], ["worker", "127.0.0.1:3001"]]
  }

  assert {
    error_message = "An async server is replaced when it is broken, not when a report is slow."
    condition     = aws_autoscaling_group.this.health_check_type == "EC2" && length(aws_autoscaling_policy.requests) == 0
  }

  assert {
    error_message = "It may write into the lake."
    condition     = contains([for statement in jsondecode(output.policy).Statement : statement.Sid], "Lake")
  }
}

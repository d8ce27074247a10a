# Servers of one kind: alike, replaceable, nobody signs in but through Session Manager.

resource "aws_launch_template" "this" {
  name          = "${var.prefix}-${var.name}"
  image_id      = var.image_id
  instance_type = var.size.instance_type
  # Which version a group starts is said by number in the group: a new one is rolled out, never slipped in.
  update_default_version = true
  vpc_security_group_ids = [var.security_group_id]
  user_data = base64encode(templatefile("${path.module}/start.sh.tftpl", {
    bucket    = var.artefact_bucket.name
    package   = var.package
    region    = var.region
    processes = var.processes
    metrics   = local.metrics
    scraping  = local.scraping
  }))

  iam_instance_profile { arn = aws_iam_instance_profile.this.arn }

  # Only the server itself, and only with a token, learns its credentials.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size           = 20
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }

  monitoring { enabled = true }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "${var.prefix}-${var.name}" }
  }
}

resource "aws_autoscaling_group" "this" {
  #checkov:skip=CKV_AWS_315:It uses one
  name                      = "${var.prefix}-${var.name}"
  min_size                  = var.size.min
  max_size                  = var.size.max
  vpc_zone_identifier       = var.subnet_ids
  target_group_arns         = [var.target_group_arn]
  health_check_type         = var.replaced_when_not_ready ? "ELB" : "EC2"
  health_check_grace_period = 180
  default_instance_warmup   = 120
  enabled_metrics           = ["GroupInServiceInstances", "GroupDesiredCapacity"]
  # Servers come and go here; the rest of the run does not wait for packages to be installed.
  wait_for_capacity_timeout = "0"

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # A new release: first more servers, then fewer. A server is asked for only when the one it replaces still serves.
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 150
      instance_warmup        = 120
      auto_rollback          = true
    }
  }

  tag {
    key                 = "Name"
    value               = "${var.prefix}-${var.name}"
    propagate_at_launch = false
  }
}

resource "aws_autoscaling_policy" "cpu" {
  name                   = "${var.prefix}-${var.name}-cpu"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = var.cpu_percent
    predefined_metric_specification { predefined_metric_type = "ASGAverageCPUUtilization" }
  }
}

resource "aws_autoscaling_policy" "requests" {
  count                  = var.requests_per_server == null ? 0 : 1
  name                   = "${var.prefix}-${var.name}-requests"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = var.requests_per_server.count
    predefined_metric_specification {
      predefined_metric_type = "ALBRequestCountPerTarget"
      resource_label         = var.requests_per_server.resource_label
    }
  }
}

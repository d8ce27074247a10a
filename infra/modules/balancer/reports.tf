# Before the warehouse processes, inside the network: sync servers find one that answers, whichever async servers there are.

resource "aws_lb" "reports" {
  #checkov:skip=CKV_AWS_150:By variable: on in both sizes
  #checkov:skip=CKV2_AWS_20:There is no TLS to be sent to: reports are spoken to in plain HTTP, from group to group
  name                       = "${var.prefix}-reports"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = var.subnet_ids["private"]
  security_groups            = [var.security_group_ids["reports"]]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.protected
  access_logs {
    enabled = true
    bucket  = var.log_bucket
    prefix  = "reports"
  }
}

resource "aws_lb_target_group" "reports" {
  #checkov:skip=CKV_AWS_378:Inside the network, from group to group
  name                 = "${var.prefix}-reports"
  vpc_id               = var.vpc_id
  port                 = 3010
  protocol             = "HTTP"
  deregistration_delay = 60
  health_check {
    path                = "/status"
    matcher             = "200"
    interval            = 15
    timeout             = 10
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "reports" {
  #checkov:skip=CKV_AWS_2:Inside the network, from group to group; reports hold no names
  #checkov:skip=CKV_AWS_103:As above
  load_balancer_arn = aws_lb.reports.arn
  port              = 3010
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.reports.arn
  }
}

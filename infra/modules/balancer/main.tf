# Before the sync servers. It answers nobody but CloudFront, and passes visitors on only to servers that are ready.

resource "aws_lb" "shop" {
  #checkov:skip=CKV_AWS_150:By variable: on in both sizes
  #checkov:skip=CKV2_AWS_28:The firewall stands before CloudFront, and there is no other way here
  name                       = "${var.prefix}-shop"
  load_balancer_type         = "application"
  subnets                    = var.subnet_ids["public"]
  security_groups            = [var.security_group_ids["balancer"]]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  enable_deletion_protection = var.protected
  # As it comes from CloudFront, which writes the visitor's address last: the one that tries are counted by.
  xff_header_processing_mode = "preserve"
  # Longer than CloudFront keeps its connections, so that it never uses one that has just been closed.
  idle_timeout = 60
  access_logs {
    enabled = true
    bucket  = var.log_bucket
    prefix  = "balancer"
  }
}

resource "aws_lb_target_group" "web" {
  #checkov:skip=CKV_AWS_378:Inside the network, from group to group; TLS ends at the load balancer
  name                          = "${var.prefix}-web"
  vpc_id                        = var.vpc_id
  port                          = 3000
  protocol                      = "HTTP"
  load_balancing_algorithm_type = "least_outstanding_requests"
  # A request may take 15 seconds; whoever is being served is served to the end.
  deregistration_delay = 30
  health_check {
    path                = "/readyz"
    matcher             = "200"
    interval            = var.health_seconds
    timeout             = var.health_seconds - 1
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

# Whoever does not come from our CloudFront distribution is sent away.
resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "Not here."
      status_code  = "403"
    }
  }
}

# What the load balancer itself asks the servers is for nobody else: it says what they stand on.
resource "aws_lb_listener_rule" "readiness" {
  listener_arn = aws_lb_listener.shop.arn
  priority     = 10
  condition {
    path_pattern { values = ["/readyz"] }
  }
  action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "Not here."
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "edge" {
  listener_arn = aws_lb_listener.shop.arn
  priority     = 20
  condition {
    http_header {
      http_header_name = "x-rocket-parts-edge"
      values           = [var.edge_secret]
    }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_route53_record" "origin" {
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"
  alias {
    name                   = aws_lb.shop.dns_name
    zone_id                = aws_lb.shop.zone_id
    evaluate_target_health = true
  }
}

# The load balancers: whom they answer, whom they ask, and how a server leaves.

mock_provider "aws" { source = "./tests/mocks" }

run "balancer" {
  module { source = "./modules/balancer" }
  variables {
    prefix             = "rocket-parts-test"
    protected          = true
    vpc_id             = "vpc-1"
    subnet_ids         = { public = ["subnet-a", "subnet-b"], private = ["subnet-c", "subnet-d"], data = [] }
    security_group_ids = { balancer = "sg-balancer", reports = "sg-reports" }
    domain             = "origin.shop.example.org"
    zone_id            = "Z1"
    certificate_arn    = "arn:aws:acm:eu-central-1:123456789012:certificate/origin"
    edge_secret        = "known-to-both"
    log_bucket         = "logs"
    health_seconds     = 5
  }

  assert {
    error_message = "Who does not come from CloudFront is refused; who does reaches the sync servers."
    condition = (
      aws_lb_listener.shop.default_action[0].type == "fixed-response" &&
      aws_lb_listener.shop.default_action[0].fixed_response[0].status_code == "403" && aws_lb_listener_rule.edge.action[0].type == "forward" &&
      aws_lb_listener_rule.edge.action[0].target_group_arn == aws_lb_target_group.web.arn &&
      [for condition in aws_lb_listener_rule.edge.condition : one(condition.http_header).http_header_name] == ["x-rocket-parts-edge"] &&
      [for condition in aws_lb_listener_rule.edge.condition : one(condition.http_header).values] == [toset([var.edge_secret])]
    )
  }

  assert {
    error_message = "A server gets visitors while /readyz says yes."
    condition = (
      aws_lb_target_group.web.health_check[0].path == "/readyz" && aws_lb_target_group.web.health_check[0].matcher == "200" &&
      aws_lb_target_group.web.port == 3000
    )
  }

  assert {
    error_message = "A server that leaves says no for longer than it takes to be heard, and finishes what it has begun."
    condition = (
      output.drain_seconds > aws_lb_target_group.web.health_check[0].unhealthy_threshold * aws_lb_target_group.web.health_check[0].interval &&
      tonumber(aws_lb_target_group.web.deregistration_delay) >= 2 * 15
    )
  }

  assert {
    error_message = "Nobody outside may ask for /readyz."
    condition = (
      aws_lb_listener_rule.readiness.priority < aws_lb_listener_rule.edge.priority &&
      aws_lb_listener_rule.readiness.action[0].fixed_response[0].status_code == "404"
    )
  }

  assert {
    error_message = "The outer one speaks TLS only, newer than 1.1."
    condition     = aws_lb_listener.shop.protocol == "HTTPS" && aws_lb_listener.shop.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
  }

  assert {
    error_message = "The address that tries are counted by is the one CloudFront wrote last."
    condition     = aws_lb.shop.xff_header_processing_mode == "preserve"
  }

  assert {
    error_message = "Reports are reached inside the network only."
    condition = (
      aws_lb.reports.internal && aws_lb.reports.subnets == toset(["subnet-c", "subnet-d"]) &&
      aws_lb.reports.security_groups == toset(["sg-reports"]) && aws_lb.shop.security_groups == toset(["sg-balancer"]) &&
      aws_lb_target_group.reports.port == 3010 && aws_lb_target_group.reports.health_check[0].path == "/status"
    )
  }
}

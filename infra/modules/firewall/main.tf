# Before CloudFront: who asks too often waits, and known attacks are refused. Lives in us-east-1, as CloudFront wants it.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "prefix" {
  type = string
}

locals {
  # Requests of one address in five minutes. A page is about ten requests while nothing is kept.
  limits = {
    any       = { priority = 10, requests = 5000, path = null }
    functions = { priority = 11, requests = 2000, path = "/api/" }
    # Signing in, registering, forgotten passwords. The shop counts tries by account as well.
    accounts = { priority = 12, requests = 200, path = "/api/account/" }
  }
  # Rule sets of AWS, and of each the rules that only count: they refuse what the shop takes.
  sets = {
    AWSManagedRulesCommonRuleSet = { priority = 20, counting = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY"] }
    # With the rule against Log4j look-ups.
    AWSManagedRulesKnownBadInputsRuleSet  = { priority = 21, counting = [] }
    AWSManagedRulesAmazonIpReputationList = { priority = 22, counting = [] }
  }
}

resource "aws_wafv2_web_acl" "this" {
  #checkov:skip=CKV_AWS_192:AWSManagedRulesKnownBadInputsRuleSet is in the table above, which the scan does not read
  #checkov:skip=CKV2_AWS_31:CloudFront's log has every request, and the samples of the firewall what it refused
  name        = var.prefix
  description = "Limits and known attacks"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.limits
    content {
      name     = "limit-${rule.key}"
      priority = rule.value.priority
      action {
        block {
          custom_response { response_code = 429 }
        }
      }
      statement {
        rate_based_statement {
          limit                 = rule.value.requests
          evaluation_window_sec = 300
          aggregate_key_type    = "IP"
          dynamic "scope_down_statement" {
            for_each = rule.value.path[*]
            content {
              byte_match_statement {
                search_string         = scope_down_statement.value
                positional_constraint = "STARTS_WITH"
                field_to_match {
                  uri_path {}
                }
                text_transformation {
                  priority = 0
                  type     = "LOWERCASE"
                }
              }
            }
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
        metric_name                = "limit-${rule.key}"
      }
    }
  }

  dynamic "rule" {
    for_each = local.sets
    content {
      name     = rule.key
      priority = rule.value.priority
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key
          dynamic "rule_action_override" {
            for_each = rule.value.counting
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
        metric_name                = rule.key
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
    metric_name                = var.prefix
  }
}

output "arn" {
  value = aws_wafv2_web_acl.this.arn
}

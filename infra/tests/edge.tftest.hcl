# What is kept at the edge and what is not, and that there is one way to the load balancer.

mock_provider "aws" { source = "./tests/mocks" }

variables {
  prefix            = "rocket-parts-test"
  domain            = "shop.example.org"
  zone_id           = "Z1"
  certificate_arn   = "arn:aws:acm:us-east-1:123456789012:certificate/shop"
  firewall_arn      = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1"
  asset_bucket      = "shop-assets"
  protected         = true
  origin_domain     = "origin.shop.example.org"
  edge_secret       = "known-to-both"
  log_bucket_domain = "logs.s3.amazonaws.com"
  price_class       = "PriceClass_100"
}

run "edge" {
  module { source = "./modules/edge" }

  assert {
    error_message = "What is kept how, by path, is not as agreed with the shop."
    condition = {
      for line in aws_cloudfront_distribution.this.ordered_cache_behavior :
      line.path_pattern => [for name, policy in aws_cloudfront_cache_policy.this : name if policy.id == line.cache_policy_id][0]
      } == {
      "/pkg/*"   = "assets", "/fonts/*" = "assets",
      "/media/*" = "immutable",
      "/"        = "pages", "/parts/*" = "pages", "/categories/*" = "pages", "/search" = "pages", "/compare" = "pages", "/fit" = "pages",
      "/pages/*" = "plain", "/help" = "plain", "/help/*" = "plain", "/sitemap*" = "plain", "/robots.txt" = "plain",
      "/og.png"  = "plain", "/favicon.svg" = "plain", "/speculation-rules.json" = "plain",
    }
  }

  assert {
    error_message = "What is on no line is never kept, and gets all that the visitor sent."
    condition = (
      aws_cloudfront_distribution.this.default_cache_behavior[0].cache_policy_id == aws_cloudfront_cache_policy.this["never"].id &&
      aws_cloudfront_distribution.this.default_cache_behavior[0].origin_request_policy_id == aws_cloudfront_origin_request_policy.everything.id &&
      aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "shop" &&
      contains(aws_cloudfront_distribution.this.default_cache_behavior[0].allowed_methods, "POST") &&
      aws_cloudfront_origin_request_policy.everything.cookies_config[0].cookie_behavior == "all" &&
      aws_cloudfront_origin_request_policy.everything.query_strings_config[0].query_string_behavior == "all"
    )
  }

  assert {
    error_message = "Never means never."
    condition = (
      aws_cloudfront_cache_policy.this["never"].min_ttl == 0 && aws_cloudfront_cache_policy.this["never"].default_ttl == 0 &&
      aws_cloudfront_cache_policy.this["never"].max_ttl == 0
    )
  }

  assert {
    error_message = "What is kept never sees a cookie, and is only read."
    condition = (
      alltrue([for policy in aws_cloudfront_cache_policy.this :
      policy.parameters_in_cache_key_and_forwarded_to_origin[0].cookies_config[0].cookie_behavior == "none"]) &&
      alltrue([for line in aws_cloudfront_distribution.this.ordered_cache_behavior :
      coalesce(line.origin_request_policy_id, "-") == "-" && line.allowed_methods == toset(["GET", "HEAD"])])
    )
  }

  assert {
    error_message = "Queries divide the copies of pages, and of nothing else."
    condition = { for name, policy in aws_cloudfront_cache_policy.this :
      name => policy.parameters_in_cache_key_and_forwarded_to_origin[0].query_strings_config[0].query_string_behavior } == {
    assets = "none", immutable = "none", never = "none", pages = "all", plain = "none" }
  }

  assert {
    error_message = "How long a page is kept is for the shop to say; built files are kept for a year."
    condition = (
      alltrue([for name in ["pages", "plain", "immutable"] : aws_cloudfront_cache_policy.this[name].min_ttl == 0 &&
      aws_cloudfront_cache_policy.this[name].default_ttl == 0]) &&
      aws_cloudfront_cache_policy.this["assets"].min_ttl == 31536000 && aws_cloudfront_cache_policy.this["immutable"].max_ttl == 31536000
    )
  }

  assert {
    error_message = "Failures are not kept."
    condition = { for answer in aws_cloudfront_distribution.this.custom_error_response :
      answer.error_code => answer.error_caching_min_ttl if answer.error_code >= 500
    } == { 500 = 0, 502 = 0, 503 = 0, 504 = 0 }
  }

  assert {
    error_message = "Everything goes over TLS, to visitors and to the load balancer, behind the firewall."
    condition = (
      alltrue([for line in concat(aws_cloudfront_distribution.this.default_cache_behavior, aws_cloudfront_distribution.this.ordered_cache_behavior) :
      line.viewer_protocol_policy == "redirect-to-https"]) &&
      aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" &&
      one([for origin in aws_cloudfront_distribution.this.origin : origin if origin.origin_id == "shop"]).custom_origin_config[0].origin_protocol_policy == "https-only" &&
      aws_cloudfront_distribution.this.web_acl_id == var.firewall_arn
    )
  }

  assert {
    error_message = "The load balancer has to be told the secret, the bucket has to be asked with a signature."
    condition = (
      one(one([for origin in aws_cloudfront_distribution.this.origin : origin if origin.origin_id == "shop"]).custom_header).value == var.edge_secret &&
      one(one([for origin in aws_cloudfront_distribution.this.origin : origin if origin.origin_id == "shop"]).custom_header).name == "x-rocket-parts-edge" &&
      one([for origin in aws_cloudfront_distribution.this.origin : origin if origin.origin_id == "assets"]).origin_access_control_id == aws_cloudfront_origin_access_control.assets.id &&
      aws_cloudfront_origin_access_control.assets.signing_behavior == "always"
    )
  }

  assert {
    error_message = "The bucket may be read by this distribution alone."
    condition = [for statement in jsondecode(output.asset_bucket_policy).Statement :
      [statement.Action, statement.Principal.Service, statement.Condition.StringEquals["AWS:SourceArn"]] if statement.Effect == "Allow"
    ] == [["s3:GetObject", "cloudfront.amazonaws.com", aws_cloudfront_distribution.this.arn]]
  }

  assert {
    error_message = "Security headers are added where the shop says none, and never put over its own."
    condition = (
      aws_cloudfront_response_headers_policy.safe.security_headers_config[0].strict_transport_security[0].access_control_max_age_sec == 31536000 &&
      !aws_cloudfront_response_headers_policy.safe.security_headers_config[0].content_security_policy[0].override &&
      !aws_cloudfront_response_headers_policy.safe.security_headers_config[0].strict_transport_security[0].override &&
      alltrue([for line in concat(aws_cloudfront_distribution.this.default_cache_behavior, aws_cloudfront_distribution.this.ordered_cache_behavior) :
      contains([aws_cloudfront_response_headers_policy.safe.id, aws_cloudfront_response_headers_policy.immutable.id], line.response_headers_policy_id)])
    )
  }

  assert {
    error_message = "The shop's name leads here, over IPv4 and IPv6."
    condition = alltrue([for type in ["A", "AAAA"] : aws_route53_record.shop[type].name == "shop.example.org" &&
    aws_route53_record.shop[type].alias[0].name == aws_cloudfront_distribution.this.domain_name])
  }
}

run "firewall" {
  module { source = "./modules/firewall" }

  assert {
    error_message = "Whoever asks too often has to wait; signing in has the lowest limit."
    condition = { for rule in aws_wafv2_web_acl.this.rule : rule.name => rule.statement[0].rate_based_statement[0].limit
      if length(rule.statement[0].rate_based_statement) > 0
    } == { limit-any = 5000, limit-functions = 2000, limit-accounts = 200 }
  }

  assert {
    error_message = "The firewall is CloudFront's, and blocks what is over a limit."
    condition = (
      aws_wafv2_web_acl.this.scope == "CLOUDFRONT" &&
      alltrue([for rule in aws_wafv2_web_acl.this.rule : length(rule.action[0].block) == 1 if startswith(rule.name, "limit-")])
    )
  }
}

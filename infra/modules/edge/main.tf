# CloudFront: the one public door. Which path comes from where and is kept how is one table.

locals {
  # In this order. What is in no line is somebody's own (/account, /cart, /checkout, /orders, /desk, /studio, /api, previews)
  # or unknown, and is never kept: a page that was forgotten here is slow, not wrong.
  paths = [
    { path = "/pkg/*", from = "assets", cache = "assets" },
    { path = "/fonts/*", from = "assets", cache = "assets" },
    { path = "/media/*", from = "shop", cache = "immutable" },
    { path = "/", from = "shop", cache = "pages" },
    { path = "/parts/*", from = "shop", cache = "pages" },
    { path = "/categories/*", from = "shop", cache = "pages" },
    { path = "/search", from = "shop", cache = "pages" },
    { path = "/compare", from = "shop", cache = "pages" },
    { path = "/fit", from = "shop", cache = "pages" },
    { path = "/pages/*", from = "shop", cache = "plain" },
    { path = "/help", from = "shop", cache = "plain" },
    { path = "/help/*", from = "shop", cache = "plain" },
    { path = "/sitemap*", from = "shop", cache = "plain" },
    { path = "/robots.txt", from = "shop", cache = "plain" },
    { path = "/og.png", from = "shop", cache = "plain" },
    { path = "/favicon.svg", from = "shop", cache = "plain" },
    { path = "/speculation-rules.json", from = "shop", cache = "plain" },
  ]
  reading = ["GET", "HEAD"]
  writing = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
}

module "assets" {
  source    = "../bucket"
  name      = var.asset_bucket
  protected = var.protected
  statements = [{
    Sid       = "ThisDistribution"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Resource  = "${module.assets.arn}/*"
    Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.this.arn } }
  }]
}

resource "aws_cloudfront_origin_access_control" "assets" {
  name                              = "${var.prefix}-assets"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_310:The shop has one origin; while it is down, copies are served for a day
  #checkov:skip=CKV_AWS_374:Rockets are built everywhere
  #checkov:skip=CKV_AWS_305:The shop answers / itself
  #checkov:skip=CKV2_AWS_47:The rule set against Log4j look-ups is in the firewall's module
  comment         = var.prefix
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = var.price_class
  aliases         = [var.domain]
  web_acl_id      = var.firewall_arn

  origin {
    origin_id                = "assets"
    domain_name              = module.assets.domain
    origin_access_control_id = aws_cloudfront_origin_access_control.assets.id
  }

  origin {
    origin_id   = "shop"
    domain_name = var.origin_domain
    custom_origin_config {
      http_port                = 80
      https_port               = 443
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_keepalive_timeout = 55
      origin_read_timeout      = 20
    }
    # Not x-edge-…: those names are CloudFront's own.
    custom_header {
      name  = "x-rocket-parts-edge"
      value = var.edge_secret
    }
  }

  default_cache_behavior {
    target_origin_id           = "shop"
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = true
    allowed_methods            = local.writing
    cached_methods             = local.reading
    cache_policy_id            = aws_cloudfront_cache_policy.this["never"].id
    origin_request_policy_id   = aws_cloudfront_origin_request_policy.everything.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.safe.id
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.paths
    iterator = line
    content {
      path_pattern           = line.value.path
      target_origin_id       = line.value.from
      viewer_protocol_policy = "redirect-to-https"
      compress               = true
      allowed_methods        = local.reading
      cached_methods         = local.reading
      cache_policy_id        = aws_cloudfront_cache_policy.this[line.value.cache].id
      response_headers_policy_id = (
        line.value.from == "assets" ? aws_cloudfront_response_headers_policy.immutable.id : aws_cloudfront_response_headers_policy.safe.id
      )
    }
  }

  # A failure is nobody's page: it is asked for anew each time. A missing file may be there in the next moment.
  dynamic "custom_error_response" {
    for_each = { 403 = 5, 404 = 5, 500 = 0, 502 = 0, 503 = 0, 504 = 0 }
    content {
      error_code            = custom_error_response.key
      error_caching_min_ttl = custom_error_response.value
    }
  }

  restrictions {
    geo_restriction { restriction_type = "none" }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }

  logging_config {
    bucket          = var.log_bucket_domain
    prefix          = "edge/"
    include_cookies = false
  }
}

resource "aws_route53_record" "shop" {
  for_each = toset(["A", "AAAA"])
  zone_id  = var.zone_id
  name     = var.domain
  type     = each.key
  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}

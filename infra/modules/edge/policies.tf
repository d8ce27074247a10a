# What is kept at the edge, for how long, and what divides the copies. No policy that keeps anything lets a cookie through.

locals {
  year = 31536000
  day  = 86400

  # name: seconds at least, where the shop says nothing, and at most; whether the query divides the copies.
  cache_policies = {
    # The name holds a hash of the content.
    immutable = { least = 0, otherwise = 0, most = local.year, queries = false }
    # Pages that read their query: searches, comparisons, what a form without scripts came back with.
    pages = { least = 0, otherwise = 0, most = local.day, queries = true }
    # Public, and the same whatever the query.
    plain = { least = 0, otherwise = 0, most = local.day, queries = false }
    # Built files from the bucket, where S3 says nothing of how long.
    assets = { least = local.year, otherwise = local.year, most = local.year, queries = false }
    # Nothing is kept.
    never = { least = 0, otherwise = 0, most = 0, queries = false }
  }
}

resource "aws_cloudfront_cache_policy" "this" {
  for_each    = local.cache_policies
  name        = "${var.prefix}-${each.key}"
  min_ttl     = each.value.least
  default_ttl = each.value.otherwise
  max_ttl     = each.value.most

  parameters_in_cache_key_and_forwarded_to_origin {
    # CloudFront refuses these two where nothing is kept.
    enable_accept_encoding_brotli = each.value.most > 0
    enable_accept_encoding_gzip   = each.value.most > 0
    cookies_config { cookie_behavior = "none" }
    headers_config { header_behavior = "none" }
    query_strings_config { query_string_behavior = each.value.queries ? "all" : "none" }
  }
}

# What is never kept gets everything the visitor sent, but for the name of the host: the load balancer has another.
resource "aws_cloudfront_origin_request_policy" "everything" {
  name = "${var.prefix}-everything"
  cookies_config { cookie_behavior = "all" }
  query_strings_config { query_string_behavior = "all" }
  headers_config {
    header_behavior = "allExcept"
    headers { items = ["host"] }
  }
}

# The shop says these itself, and more: its own content security policy knows its scripts. These are for files from the
# bucket and for what CloudFront answers by itself.
resource "aws_cloudfront_response_headers_policy" "safe" {
  #checkov:skip=CKV_AWS_259:It is there; the shop's own comes before it, and preloading is for the owner of the domain to ask for
  name = "${var.prefix}-safe"
  security_headers_config {
    content_type_options { override = false }
    content_security_policy {
      content_security_policy = "default-src 'none'; frame-ancestors 'none'"
      override                = false
    }
    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = false
    }
    strict_transport_security {
      access_control_max_age_sec = local.year
      include_subdomains         = true
      override                   = false
    }
  }
}

# What browsers keep for good, on top.
resource "aws_cloudfront_response_headers_policy" "immutable" {
  #checkov:skip=CKV_AWS_259:It is there; the shop's own comes before it, and preloading is for the owner of the domain to ask for
  name = "${var.prefix}-immutable"
  security_headers_config {
    content_type_options { override = false }
    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = false
    }
    strict_transport_security {
      access_control_max_age_sec = local.year
      include_subdomains         = true
      override                   = false
    }
  }
  custom_headers_config {
    items {
      header   = "cache-control"
      value    = "public, max-age=${local.year}, immutable"
      override = false
    }
  }
}

# Answers in the shape that others check: numbers and names that say what they are of.

mock_resource "aws_cloudfront_distribution" {
  defaults = {
    arn            = "arn:aws:cloudfront::123456789012:distribution/E1EXAMPLE"
    domain_name    = "d1example.cloudfront.net"
    hosted_zone_id = "Z2FDTNDATAQYW2"
  }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/example"
    domain_validation_options = [{
      domain_name           = "shop.example.org"
      resource_record_name  = "_proof.shop.example.org"
      resource_record_type  = "CNAME"
      resource_record_value = "_proof.acm-validations.aws"
    }]
  }
}

mock_resource "aws_wafv2_web_acl" {
  defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/example/1" }
}

mock_resource "aws_s3_bucket" {
  defaults = { arn = "arn:aws:s3:::example", bucket_regional_domain_name = "example.s3.eu-central-1.amazonaws.com" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/example" }
}

mock_resource "aws_iam_instance_profile" {
  defaults = { arn = "arn:aws:iam::123456789012:instance-profile/example" }
}

mock_resource "aws_launch_template" {
  defaults = { id = "lt-0123456789abcdef0", latest_version = 7 }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:example" }
}

mock_resource "aws_lb" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/example/0123456789abcdef" }
}

mock_resource "aws_lb_target_group" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/example/0123456789abcdef" }
}

mock_resource "aws_lb_listener" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/example/0123456789abcdef/1" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:example" }
}

mock_resource "aws_ses_domain_identity" {
  defaults = { arn = "arn:aws:ses:eu-central-1:123456789012:identity/shop.example.org" }
}

mock_resource "aws_ses_domain_dkim" {
  defaults = { dkim_tokens = ["first", "second", "third"] }
}

mock_resource "aws_glue_catalog_database" {
  defaults = { arn = "arn:aws:glue:eu-central-1:123456789012:database/example" }
}

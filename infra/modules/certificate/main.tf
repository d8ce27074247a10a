# A certificate for one name, proven by a record and renewed by itself.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "domain" {
  type = string
}

variable "zone_id" {
  type = string
}

resource "aws_acm_certificate" "this" {
  domain_name       = var.domain
  validation_method = "DNS"
  lifecycle { create_before_destroy = true }
}

locals {
  proof = one(aws_acm_certificate.this.domain_validation_options)
}

resource "aws_route53_record" "proof" {
  zone_id         = var.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}

output "arn" {
  description = "Known once it is valid."
  value       = aws_acm_certificate_validation.this.certificate_arn
}

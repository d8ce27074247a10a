# The name of the shop. Who the registrar is to name as name servers is an output of the whole.

variable "domain" {
  type = string
}

resource "aws_route53_zone" "this" {
  #checkov:skip=CKV2_AWS_38:DNSSEC needs a record at the registrar first; see the README
  #checkov:skip=CKV2_AWS_39:Questions to a public zone are no secret and nobody would read their log
  name = var.domain
}

output "id" {
  value = aws_route53_zone.this.zone_id
}

output "name_servers" {
  value = aws_route53_zone.this.name_servers
}

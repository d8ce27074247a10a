# SES: letters from the shop's domain, signed, and refused by others when they only look like it.

variable "prefix" {
  type = string
}

variable "region" {
  type = string
}

variable "domain" {
  type = string
}

variable "zone_id" {
  type = string
}

resource "aws_ses_domain_identity" "this" {
  domain = var.domain
}

resource "aws_ses_domain_dkim" "this" {
  domain = aws_ses_domain_identity.this.domain
}

resource "aws_ses_domain_mail_from" "this" {
  domain           = aws_ses_domain_identity.this.domain
  mail_from_domain = "mail.${var.domain}"
}

resource "aws_route53_record" "dkim" {
  count   = 3
  zone_id = var.zone_id
  name    = "${aws_ses_domain_dkim.this.dkim_tokens[count.index]}._domainkey.${var.domain}"
  type    = "CNAME"
  ttl     = 3600
  records = ["${aws_ses_domain_dkim.this.dkim_tokens[count.index]}.dkim.amazonses.com"]
}

resource "aws_route53_record" "this" {
  for_each = {
    proof   = { name = "_amazonses.${var.domain}", type = "TXT", value = aws_ses_domain_identity.this.verification_token }
    bounces = { name = "mail.${var.domain}", type = "MX", value = "10 feedback-smtp.${var.region}.amazonses.com" }
    spf     = { name = "mail.${var.domain}", type = "TXT", value = "v=spf1 include:amazonses.com -all" }
    dmarc   = { name = "_dmarc.${var.domain}", type = "TXT", value = "v=DMARC1; p=reject; adkim=s; aspf=r" }
  }
  zone_id = var.zone_id
  name    = each.value.name
  type    = each.value.type
  ttl     = 3600
  records = [each.value.value]
}

# SES speaks SMTP with the key of a user only. The key is made by hand and put into the secret, so that no state ever holds
# it; the README says how.
resource "aws_iam_user" "smtp" {
  #checkov:skip=CKV_AWS_273:SMTP of SES knows no roles
  name = "${var.prefix}-smtp"
}

resource "aws_iam_user_policy" "smtp" {
  #checkov:skip=CKV_AWS_40:A group for one machine user would say less
  name = "send"
  user = aws_iam_user.smtp.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "ses:SendRawEmail"
      Resource  = aws_ses_domain_identity.this.arn
      Condition = { StringLike = { "ses:FromAddress" = "*@${var.domain}" } }
    }]
  })
}

output "smtp" {
  description = "What SMTP_URL looks like, with user:password in place of %s."
  value       = "smtp://%s@email-smtp.${var.region}.amazonaws.com:587?tls=required"
}

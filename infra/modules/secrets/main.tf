# Passwords, made up by Secrets Manager. `written` ones pass through Terraform without being kept: their values are in no
# plan and no state. `shared` ones have to be given to services that have no way to take them unseen (Redis, CloudFront),
# so that the state holds them: its bucket is encrypted and for operators only. `given` ones are filled in by hand.

variable "prefix" {
  type = string
}

variable "protected" {
  description = "Whether a deleted secret can be had back for a month; otherwise its name is free at once."
  type        = bool
}

variable "written" {
  type = set(string)
}

variable "administrator" {
  description = "The written one that the database is made with."
  type        = string
}

variable "shared" {
  type = set(string)
}

variable "given" {
  type = set(string)
}

locals {
  # Letters and digits alone: they stand in addresses.
  length = 40
  # Raised to have every written secret made anew. The administrator's takes effect in the same run; the README says how
  # the other users get theirs.
  generation = 1
}

resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV_AWS_149:The key of Secrets Manager itself is enough; only our own roles may read
  #checkov:skip=CKV2_AWS_57:Changed by raising the generation, as the README says; servers read them when they start
  for_each                = setunion(var.written, var.shared, var.given)
  name                    = "${var.prefix}/${each.key}"
  recovery_window_in_days = var.protected ? 30 : 0
}

ephemeral "aws_secretsmanager_random_password" "written" {
  for_each            = var.written
  password_length     = local.length
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "written" {
  for_each                 = var.written
  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.written[each.key].random_password
  secret_string_wo_version = local.generation
}

# Read back rather than handed on: a run that was cut off leaves one password, the kept one.
ephemeral "aws_secretsmanager_secret_version" "administrator" {
  secret_id = aws_secretsmanager_secret_version.written[var.administrator].secret_id
}

data "aws_secretsmanager_random_password" "shared" {
  for_each            = var.shared
  password_length     = local.length
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "shared" {
  for_each      = var.shared
  secret_id     = aws_secretsmanager_secret.this[each.key].id
  secret_string = data.aws_secretsmanager_random_password.shared[each.key].random_password
  # Each run makes up another one; the first is kept.
  lifecycle { ignore_changes = [secret_string] }
}

output "arns" {
  value = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
}

output "administrator" {
  ephemeral = true
  value     = ephemeral.aws_secretsmanager_secret_version.administrator.secret_string
}

output "generation" {
  value = local.generation
}

output "shared" {
  description = "From the version, so that nobody reads before there is one."
  sensitive   = true
  value       = { for name, version in aws_secretsmanager_secret_version.shared : name => version.secret_string }
}

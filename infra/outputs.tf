output "name_servers" {
  description = "What the registrar of the domain is to be told."
  value       = module.zone.name_servers
}

output "artefact_bucket" {
  description = "Where packages go."
  value       = module.artefacts.name
}

output "asset_bucket" {
  description = "Where the files under /pkg and /fonts go."
  value       = module.edge.asset_bucket.name
}

output "distribution" {
  value = module.edge.distribution.id
}

output "groups" {
  description = "The Auto Scaling groups."
  value       = { web = module.web.group, async = module.async.group }
}

output "secrets" {
  description = "Names of secrets by what they are for; values are in Secrets Manager alone."
  value       = module.secrets.arns
}

output "lake" {
  value = { bucket = module.lake.bucket.name, workgroup = module.lake.workgroup }
}

# The one place for names and tags.

variable "environment" {
  type = string
}

variable "release" {
  type = string
}

output "prefix" {
  description = "How every name begins."
  value       = "rocket-parts-${var.environment}"
}

output "tags" {
  description = "On everything that can have tags. Not the release: it would touch everything each time."
  value = {
    Project     = "rocket-parts"
    Environment = var.environment
    ManagedBy   = "terraform"
  }
}

output "package" {
  description = "The package of a release, as it lies in the artefact bucket."
  value       = "rocket-parts_${var.release}_amd64.deb"
}

variable "prefix" {
  type = string
}

variable "domain" {
  type = string
}

variable "zone_id" {
  type = string
}

variable "certificate_arn" {
  description = "Of the domain, in us-east-1."
  type        = string
}

variable "firewall_arn" {
  type = string
}

variable "asset_bucket" {
  description = "Name for the bucket of built assets."
  type        = string
}

variable "protected" {
  type = bool
}

variable "origin_domain" {
  description = "The name of the load balancer."
  type        = string
}

variable "edge_secret" {
  description = "What the load balancer wants to hear in the header x-rocket-parts-edge."
  type        = string
  sensitive   = true
}

variable "log_bucket_domain" {
  type = string
}

variable "price_class" {
  type = string
}

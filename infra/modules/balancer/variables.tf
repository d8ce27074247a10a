variable "prefix" {
  type = string
}

variable "protected" {
  type = bool
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  description = "By row: public for the shop's, private for the reports'."
  type        = map(list(string))
}

variable "security_group_ids" {
  type = map(string)
}

variable "domain" {
  description = "The name under which CloudFront reaches it."
  type        = string
}

variable "zone_id" {
  type = string
}

variable "certificate_arn" {
  type = string
}

variable "edge_secret" {
  description = "What CloudFront says in the header x-rocket-parts-edge, and nobody else knows."
  type        = string
  sensitive   = true
}

variable "log_bucket" {
  type = string
}

variable "health_seconds" {
  description = "How often a server is asked whether it is ready. Two noes and it gets no more visitors."
  type        = number
}

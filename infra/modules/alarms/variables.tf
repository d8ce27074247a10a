variable "prefix" {
  type = string
}

variable "region" {
  type = string
}

variable "email" {
  type = string
}

variable "web" {
  description = "The shop's load balancer and its servers, as metrics name them."
  type        = object({ balancer = string, targets = string })
}

variable "reports" {
  description = "The same, of the reports."
  type        = object({ balancer = string, targets = string })
}

variable "web_servers" {
  description = "How many sync servers there are at least."
  type        = number
}

variable "database" {
  type = object({ primary = string, replica = string, storage_gb = number })
}

variable "cache" {
  type = string
}

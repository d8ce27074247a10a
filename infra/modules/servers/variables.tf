variable "prefix" {
  type = string
}

variable "name" {
  description = "What these servers are: web or async."
  type        = string
}

variable "region" {
  type = string
}

variable "image_id" {
  type = string
}

variable "size" {
  type = object({ instance_type = string, min = number, max = number })
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_id" {
  type = string
}

variable "artefact_bucket" {
  description = "Where packages come from."
  type        = object({ name = string, arn = string })
}

variable "package" {
  description = "The package of the shop in that bucket."
  type        = string
}

variable "processes" {
  description = <<-TEXT
    What runs on each of these servers, by the name of its systemd unit without rocket-parts-: its settings, and its
    secrets as ARN and what the setting looks like with the secret in place of %s. Never a value.
  TEXT
  type = map(object({
    starts       = optional(bool, true)
    metrics_port = optional(number)
    settings     = map(string)
    secrets      = map(object({ arn = string, format = string }))
  }))
}

variable "statements" {
  description = "What these servers may do beside reading their own packages and secrets and saying how they are."
  type        = any
  default     = []
}

variable "target_group_arn" {
  description = "Where requests to them arrive."
  type        = string
}

variable "replaced_when_not_ready" {
  description = "Whether a server that the load balancer finds not ready is replaced; otherwise only one that is broken."
  type        = bool
}

variable "cpu_percent" {
  description = "More servers above it, fewer below."
  type        = number
}

variable "requests_per_server" {
  description = "Requests in a minute per server, of which load balancer and targets; null where requests say nothing."
  type        = object({ count = number, resource_label = string })
  default     = null
}

variable "keep_logs_days" {
  type    = number
  default = 90
}

# What differs between installations, then what differs between sizes. The sizes are in sizes/*.tfvars.

variable "environment" {
  description = "Which installation this is, such as production. Part of every name."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,10}$", var.environment))
    error_message = "environment has to be 2 to 11 small letters and digits, a letter first: names of load balancers are short."
  }
}

variable "region" {
  description = "Where everything runs, but for what CloudFront wants in us-east-1."
  type        = string
  default     = "eu-central-1"
}

variable "zones" {
  description = "The two zones of the region, by letter. The replica stands in the second."
  type        = list(string)
  default     = ["a", "b"]
  validation {
    condition     = length(distinct(var.zones)) == 2
    error_message = "zones has to be two different letters."
  }
}

variable "domain" {
  description = "The name customers type. A Route 53 zone is made for it."
  type        = string
  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain has to be a name such as shop.example.org, without https:// and path."
  }
}

variable "alarm_email" {
  description = "Who hears of alarms, and in the morning of what runs low."
  type        = string
  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.alarm_email))
    error_message = "alarm_email has to be an e-mail address."
  }
}

variable "release" {
  description = "The version of the package rocket-parts that servers install from the artefact bucket."
  type        = string
  validation {
    condition     = can(regex("^[0-9][A-Za-z0-9.+~-]*$", var.release))
    error_message = "release has to be a version of the package, such as 1.4.0."
  }
}

variable "image_parameter" {
  description = "The public SSM parameter that names the servers' image: Debian 12 with the AWS command line."
  type        = string
  default     = "/aws/service/debian/release/12/latest/amd64"
}

variable "protected" {
  description = "Whether database and buckets refuse to be deleted, and deleted secrets can be had back."
  type        = bool
}

variable "nat_gateways" {
  description = "1: the ways out of both zones go through the first; 2: each zone has its own."
  type        = number
  validation {
    condition     = contains([1, 2], var.nat_gateways)
    error_message = "nat_gateways has to be 1 or 2."
  }
}

variable "web" {
  description = "The sync servers."
  type        = object({ instance_type = string, min = number, max = number })
  validation {
    condition     = var.web.min >= 2 && var.web.max >= var.web.min
    error_message = "web.min has to be at least 2, one in each zone, and web.max no less."
  }
}

variable "async" {
  description = "The async servers."
  type        = object({ instance_type = string, min = number, max = number })
  validation {
    condition     = var.async.min >= 1 && var.async.max >= var.async.min
    error_message = "async.min has to be at least 1, and async.max no less."
  }
}

variable "database" {
  description = "The primary and its replica. Storage grows by itself up to max_storage_gb, and never shrinks."
  type = object({
    instance_class = string
    storage_gb     = number
    max_storage_gb = number
    backup_days    = number
  })
  validation {
    condition     = var.database.backup_days >= 7 && var.database.max_storage_gb > var.database.storage_gb
    error_message = "database.backup_days has to be at least 7, and max_storage_gb more than storage_gb."
  }
}

variable "cache_node_type" {
  description = "Of both Redis nodes."
  type        = string
}

variable "price_class" {
  description = "On which continents CloudFront keeps copies."
  type        = string
}

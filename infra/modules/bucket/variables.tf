variable "name" {
  type = string
}

variable "protected" {
  description = "Whether it refuses to be deleted while something is in it."
  type        = bool
}

variable "versioned" {
  description = "Whether what is overwritten or deleted can be had back for a month."
  type        = bool
  default     = true
}

variable "expire_days" {
  description = "After how many days its objects go; null for never."
  type        = number
  default     = null
}

variable "takes_grants" {
  description = "Whether others may write with grants, as CloudFront's logs need."
  type        = bool
  default     = false
}

variable "statements" {
  description = "What others may do, as statements of its policy."
  type        = any
  default     = []
}

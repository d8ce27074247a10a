variable "prefix" {
  type = string
}

variable "protected" {
  type = bool
}

variable "zones" {
  description = "The replica stands in the second."
  type        = list(string)
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_id" {
  type = string
}

variable "size" {
  type = object({
    instance_class = string
    storage_gb     = number
    max_storage_gb = number
    backup_days    = number
  })
}

variable "password" {
  description = "Of the administrator, who makes the users of the shop and is nobody's afterwards."
  type        = string
  ephemeral   = true
}

variable "password_generation" {
  description = "Raised when the password is another one."
  type        = number
}

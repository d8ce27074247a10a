variable "prefix" {
  type = string
}

variable "region" {
  type = string
}

variable "zones" {
  description = "The two zones: the primary's and the replica's."
  type        = list(string)
}

variable "nat_gateways" {
  type = number
}

variable "log_bucket_arn" {
  description = "Where it is noted who spoke to whom."
  type        = string
}

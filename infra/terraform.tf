terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # Which bucket is said at init, as -backend-config=bucket=…: it exists before all else and is nobody's business here.
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

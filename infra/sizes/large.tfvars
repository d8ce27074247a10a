# A busy shop: some million visits a day, most of them answered by CloudFront. Nothing is alone in its zone.
protected    = true
nat_gateways = 2

web   = { instance_type = "m7a.large", min = 4, max = 20 }
async = { instance_type = "m7a.large", min = 2, max = 8 }

database = {
  instance_class = "db.r7g.xlarge"
  storage_gb     = 400
  max_storage_gb = 2000
  backup_days    = 35
}

cache_node_type = "cache.m7g.large"
price_class     = "PriceClass_All"

# A shop at its start: some ten thousand visits a day. It stands when a zone fails, but for the way out through NAT.
protected    = true
nat_gateways = 1

web   = { instance_type = "t3a.medium", min = 2, max = 4 }
async = { instance_type = "t3a.medium", min = 1, max = 3 }

database = {
  instance_class = "db.t4g.medium"
  storage_gb     = 50
  max_storage_gb = 200
  backup_days    = 7
}

cache_node_type = "cache.t4g.micro"
price_class     = "PriceClass_100"

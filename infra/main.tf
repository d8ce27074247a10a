# The shop on AWS, in one look: each part and what it gets from the others. Names come from modules/names, sizes from
# sizes/*.tfvars, who may talk to whom from modules/network/security_groups.tf.

module "names" {
  source      = "./modules/names"
  environment = var.environment
  release     = var.release
}

data "aws_caller_identity" "this" {}

data "aws_ssm_parameter" "image" {
  name = var.image_parameter
}

locals {
  prefix = module.names.prefix
  # Names of buckets are the whole world's.
  account = data.aws_caller_identity.this.account_id
  buckets = "${local.prefix}-${local.account}"
  zones   = [for zone in var.zones : "${var.region}${zone}"]
  origin  = "origin.${var.domain}"
  # Each user of the database may do what its process needs; grants are made with the administrator's password.
  database_users = ["web", "worker", "warehouse", "migrate"]
}

module "logs" {
  source       = "./modules/bucket"
  name         = local.log_bucket
  protected    = false
  versioned    = false
  expire_days  = 90
  takes_grants = true
  statements   = local.log_statements
}

module "artefacts" {
  source    = "./modules/bucket"
  name      = "${local.buckets}-artefacts"
  protected = var.protected
}

module "secrets" {
  source        = "./modules/secrets"
  prefix        = local.prefix
  protected     = var.protected
  administrator = "database/administrator"
  written       = toset(concat(["database/administrator"], [for user in local.database_users : "database/${user}"]))
  shared        = toset(["cache", "edge"])
  given         = toset(["mail"])
}

module "network" {
  source         = "./modules/network"
  prefix         = local.prefix
  region         = var.region
  zones          = local.zones
  nat_gateways   = var.nat_gateways
  log_bucket_arn = module.logs.arn
}

module "zone" {
  source = "./modules/zone"
  domain = var.domain
}

module "edge_certificate" {
  source    = "./modules/certificate"
  providers = { aws = aws.us_east_1 }
  domain    = var.domain
  zone_id   = module.zone.id
}

module "origin_certificate" {
  source  = "./modules/certificate"
  domain  = local.origin
  zone_id = module.zone.id
}

module "firewall" {
  source    = "./modules/firewall"
  providers = { aws = aws.us_east_1 }
  prefix    = local.prefix
}

module "edge" {
  source            = "./modules/edge"
  prefix            = local.prefix
  domain            = var.domain
  zone_id           = module.zone.id
  certificate_arn   = module.edge_certificate.arn
  firewall_arn      = module.firewall.arn
  asset_bucket      = "${local.buckets}-assets"
  protected         = var.protected
  origin_domain     = local.origin
  edge_secret       = module.secrets.shared["edge"]
  log_bucket_domain = module.logs.ready_domain
  price_class       = var.price_class
}

module "balancer" {
  source             = "./modules/balancer"
  prefix             = local.prefix
  protected          = var.protected
  vpc_id             = module.network.vpc_id
  subnet_ids         = module.network.subnet_ids
  security_group_ids = module.network.security_group_ids
  domain             = local.origin
  zone_id            = module.zone.id
  certificate_arn    = module.origin_certificate.arn
  edge_secret        = module.secrets.shared["edge"]
  log_bucket         = module.logs.ready
  health_seconds     = 5
}

module "database" {
  source              = "./modules/database"
  prefix              = local.prefix
  protected           = var.protected
  zones               = local.zones
  subnet_ids          = module.network.subnet_ids["data"]
  security_group_id   = module.network.security_group_ids["database"]
  size                = var.database
  password            = module.secrets.administrator
  password_generation = module.secrets.generation
}

module "cache" {
  source            = "./modules/cache"
  prefix            = local.prefix
  node_type         = var.cache_node_type
  subnet_ids        = module.network.subnet_ids["data"]
  security_group_id = module.network.security_group_ids["cache"]
  token             = module.secrets.shared["cache"]
}

module "lake" {
  source    = "./modules/lake"
  prefix    = local.prefix
  bucket    = "${local.buckets}-lake"
  protected = var.protected
}

module "mail" {
  source  = "./modules/mail"
  prefix  = local.prefix
  region  = var.region
  domain  = var.domain
  zone_id = module.zone.id
}

module "web" {
  source                  = "./modules/servers"
  prefix                  = local.prefix
  name                    = "web"
  region                  = var.region
  image_id                = nonsensitive(data.aws_ssm_parameter.image.value)
  size                    = var.web
  subnet_ids              = module.network.subnet_ids["private"]
  security_group_id       = module.network.security_group_ids["web"]
  artefact_bucket         = module.artefacts
  package                 = module.names.package
  processes               = local.web_processes
  target_group_arn        = module.balancer.target_group_arns["web"]
  replaced_when_not_ready = true
  cpu_percent             = 50
  requests_per_server     = { count = 3000, resource_label = "${module.balancer.shop.balancer}/${module.balancer.shop.targets}" }
}

module "async" {
  source                  = "./modules/servers"
  prefix                  = local.prefix
  name                    = "async"
  region                  = var.region
  image_id                = nonsensitive(data.aws_ssm_parameter.image.value)
  size                    = var.async
  subnet_ids              = module.network.subnet_ids["private"]
  security_group_id       = module.network.security_group_ids["async"]
  artefact_bucket         = module.artefacts
  package                 = module.names.package
  processes               = local.async_processes
  statements              = local.async_statements
  target_group_arn        = module.balancer.target_group_arns["reports"]
  replaced_when_not_ready = false
  cpu_percent             = 60
}

module "alarms" {
  source      = "./modules/alarms"
  prefix      = local.prefix
  region      = var.region
  email       = var.alarm_email
  web         = module.balancer.shop
  reports     = module.balancer.reports
  web_servers = var.web.min
  database    = { primary = module.database.primary.id, replica = module.database.replica.id, storage_gb = var.database.storage_gb }
  cache       = module.cache.id
}

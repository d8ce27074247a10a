# The lake's tables as Athena sees them: schema version 1, as the export writes it. Facts lie in one file a day, and the day
# is in the path alone; dimensions are one file each.

locals {
  facts = {
    orders = [
      ["order_id", "bigint"], ["order_number", "string"], ["state", "string"], ["customer_key", "string"],
      ["is_company", "boolean"], ["country", "string"], ["delivery_method", "string"], ["payment_method", "string"],
      ["currency", "string"], ["goods_minor", "bigint"], ["delivery_minor", "bigint"], ["tax_minor", "bigint"],
      ["total_minor", "bigint"], ["credited_minor", "bigint"], ["lines", "int"], ["pieces", "bigint"],
      ["placed_at", "timestamp"], ["approved_at", "timestamp"], ["first_shipped_at", "timestamp"], ["completed_at", "timestamp"],
    ]
    order_lines = [
      ["order_id", "bigint"], ["line_no", "int"], ["variant_id", "bigint"], ["sku", "string"], ["customer_key", "string"],
      ["country", "string"], ["currency", "string"], ["quantity", "bigint"], ["cancelled", "bigint"],
      ["backordered", "bigint"], ["shipped", "bigint"], ["returned", "bigint"], ["unit_price_minor", "bigint"],
      ["total_minor", "bigint"], ["unit_cost_minor", "bigint"], ["placed_at", "timestamp"],
    ]
    shipments = [
      ["shipment_id", "bigint"], ["order_id", "bigint"], ["line_no", "int"], ["variant_id", "bigint"],
      ["location_id", "bigint"], ["carrier", "string"], ["quantity", "bigint"], ["placed_at", "timestamp"],
      ["shipped_at", "timestamp"], ["delivered_at", "timestamp"],
    ]
    returns = [
      ["return_id", "bigint"], ["order_id", "bigint"], ["line_no", "int"], ["variant_id", "bigint"], ["reason", "string"],
      ["state", "string"], ["quantity", "bigint"], ["restocked", "bigint"], ["scrapped", "bigint"],
      ["value_minor", "bigint"], ["requested_at", "timestamp"], ["received_at", "timestamp"],
    ]
    stock_movements = [
      ["movement_id", "bigint"], ["variant_id", "bigint"], ["location_id", "bigint"], ["kind", "string"],
      ["on_hand_delta", "bigint"], ["allocated_delta", "bigint"], ["order_id", "bigint"], ["moved_at", "timestamp"],
    ]
    stock_daily = [
      ["variant_id", "bigint"], ["location_id", "bigint"], ["on_hand", "bigint"], ["allocated", "bigint"],
    ]
    searches_without_result = [["words", "string"], ["searches", "int"]]
  }

  dimensions = {
    product = [
      ["variant_id", "bigint"], ["sku", "string"], ["name", "string"], ["product_name", "string"],
      ["category_code", "string"], ["category_name", "string"], ["top_category_name", "string"], ["maker", "string"],
      ["kind", "string"], ["currency", "string"], ["list_price_minor", "bigint"], ["unit_cost_minor", "bigint"],
      ["valid_from", "date"], ["valid_to", "date"],
    ]
    category = [["code", "string"], ["name", "string"], ["parent_code", "string"], ["top_code", "string"], ["top_name", "string"]]
    customer = [["customer_key", "string"], ["is_company", "boolean"], ["country", "string"], ["first_order_day", "date"]]
    location = [["location_id", "bigint"], ["code", "string"], ["name", "string"]]
    date = [
      ["date", "date"], ["year", "int"], ["quarter", "int"], ["month", "int"], ["iso_week", "int"], ["weekday", "int"],
      ["is_weekend", "boolean"],
    ]
  }

  tables = merge(
    { for name, columns in local.facts : name => { columns = columns, daily = true } },
    { for name, columns in local.dimensions : name => { columns = columns, daily = false } },
  )

  # Which days there are is worked out, not listed: nobody has to tell Glue of a new one.
  projection = {
    "projection.enabled"           = "true"
    "projection.day.type"          = "date"
    "projection.day.format"        = "yyyy-MM-dd"
    "projection.day.range"         = "2015-01-01,NOW"
    "projection.day.interval"      = "1"
    "projection.day.interval.unit" = "DAYS"
  }
}

resource "aws_glue_catalog_table" "this" {
  for_each      = local.tables
  database_name = aws_glue_catalog_database.this.name
  name          = each.key
  table_type    = "EXTERNAL_TABLE"

  parameters = merge(
    { EXTERNAL = "TRUE", classification = "parquet" },
    each.value.daily ? merge(local.projection, {
      "storage.location.template" = "s3://${module.lake.name}/v1/${each.key}/day=$${day}/"
    }) : {},
  )

  dynamic "partition_keys" {
    for_each = each.value.daily ? ["day"] : []
    content {
      name = partition_keys.value
      type = "date"
    }
  }

  storage_descriptor {
    location      = "s3://${module.lake.name}/v1/${each.key}/"
    input_format  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
      parameters            = { "serialization.format" = "1" }
    }
    dynamic "columns" {
      for_each = each.value.columns
      content {
        name = columns.value[0]
        type = columns.value[1]
      }
    }
  }
}

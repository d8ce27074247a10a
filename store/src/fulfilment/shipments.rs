//! Parcels, and what is to be fetched for them.

use std::collections::HashMap;

use domain::fulfilment::ShipmentNumber;
use domain::ids::OrderId;
use sqlx::MySqlConnection;

use super::rows::{parse_order_number, parse_shipment_number, parse_shipment_state, utc};
use super::views::{Location, PickBin, PickList, PickLocation, PickPart, PickShare, Shipment, ShipmentLine};
use crate::catalog::{id_list, parse_sku};
use crate::{Result, Store};

impl Store {
    /// The places that hold stock, by code.
    #[tracing::instrument(name = "db.fulfilment.locations", skip(self))]
    pub async fn locations(&self) -> Result<Vec<Location>> {
        let rows =
            sqlx::query!("SELECT code, name FROM stock_locations ORDER BY code").fetch_all(&self.database).await?;
        Ok(rows.into_iter().map(|row| Location { code: row.code, name: row.name }).collect())
    }

    /// A parcel.
    #[tracing::instrument(name = "db.fulfilment.shipment", skip(self))]
    pub async fn shipment(&self, number: &ShipmentNumber) -> Result<Option<Shipment>> {
        let mut connection = self.database.acquire().await?;
        let ids = shipment_ids(&mut connection, std::slice::from_ref(number)).await?;
        Ok(read_shipments(&mut connection, &ids).await?.pop())
    }

    /// What is to be fetched for parcels: where to go, in the order of bins, and who gets what.
    #[tracing::instrument(name = "db.fulfilment.pick_list", skip(self, shipments))]
    pub async fn pick_list(&self, shipments: &[ShipmentNumber]) -> Result<PickList> {
        let mut connection = self.database.acquire().await?;
        let ids = shipment_ids(&mut connection, shipments).await?;
        let mut parcels = read_shipments(&mut connection, &ids).await?;
        parcels.retain(|parcel| parcel.location.is_some());
        Ok(pick_list(&parcels))
    }
}

/// The ids of parcels; numbers that no parcel carries are left out.
async fn shipment_ids(connection: &mut MySqlConnection, numbers: &[ShipmentNumber]) -> Result<Vec<i64>> {
    let mut ids = Vec::new();
    for number in numbers {
        let id = sqlx::query_scalar!("SELECT id FROM shipments WHERE shipment_number = ?", number.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        ids.extend(id);
    }
    Ok(ids)
}

/// The parcels of an order, the oldest first.
pub(super) async fn shipments_of(connection: &mut MySqlConnection, order: OrderId) -> Result<Vec<Shipment>> {
    let ids = sqlx::query_scalar!("SELECT id FROM shipments WHERE order_id = ? ORDER BY id", order.0)
        .fetch_all(&mut *connection)
        .await?;
    read_shipments(connection, &ids).await
}

async fn read_shipments(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Vec<Shipment>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT s.id, s.shipment_number, o.order_number, s.state, p.code AS `code?`, p.name AS `name?`, s.carrier, s.tracking, s.created_at,
                s.shipped_at, s.delivered_at
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN shipments s ON s.id = wanted.id
         JOIN orders o ON o.id = s.order_id
         LEFT JOIN stock_locations p ON p.id = s.location_id
         ORDER BY s.id",
        id_list(ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let lines = sqlx::query!(
        "SELECT c.shipment_id, c.line_no, l.sku, v.mpn, l.name, c.quantity, c.scanned, COALESCE(t.bin, '') AS `bin!: String`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN shipments s ON s.id = wanted.id
         JOIN shipment_lines c ON c.shipment_id = s.id
         JOIN order_lines l ON l.order_id = c.order_id AND l.line_no = c.line_no
         JOIN variants v ON v.id = l.variant_id
         LEFT JOIN stock_levels t ON t.variant_id = l.variant_id AND t.location_id = s.location_id
         ORDER BY c.shipment_id, c.line_no",
        id_list(ids)
    )
    .fetch_all(connection)
    .await?;
    let mut by_shipment: HashMap<i64, Vec<ShipmentLine>> = HashMap::new();
    for line in lines {
        by_shipment.entry(line.shipment_id).or_default().push(ShipmentLine {
            line_no: line.line_no,
            sku: parse_sku(&line.sku)?,
            mpn: line.mpn,
            name: line.name,
            quantity: line.quantity,
            scanned: line.scanned,
            bin: line.bin,
        });
    }
    rows.into_iter()
        .map(|row| {
            Ok(Shipment {
                number: parse_shipment_number(&row.shipment_number)?,
                order: parse_order_number(&row.order_number)?,
                state: parse_shipment_state(&row.state)?,
                location: row.code.zip(row.name).map(|(code, name)| Location { code, name }),
                carrier: row.carrier,
                tracking: row.tracking,
                created_at: row.created_at.and_utc(),
                shipped_at: utc(row.shipped_at),
                delivered_at: utc(row.delivered_at),
                lines: by_shipment.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// Parcels sorted the way somebody walks: by location, bin and SKU.
fn pick_list(parcels: &[Shipment]) -> PickList {
    let mut pieces: Vec<(&Location, &ShipmentLine, &Shipment)> = parcels
        .iter()
        .filter_map(|parcel| parcel.location.as_ref().map(|location| (location, parcel)))
        .flat_map(|(location, parcel)| parcel.lines.iter().map(move |line| (location, line, parcel)))
        .collect();
    pieces.sort_by(|(a, x, _), (b, y, _)| (&a.code, &x.bin, &x.sku).cmp(&(&b.code, &y.bin, &y.sku)));
    let mut list =
        PickList { shipments: parcels.iter().map(|parcel| parcel.number.clone()).collect(), ..PickList::default() };
    for (location, line, parcel) in pieces {
        if list.locations.last().is_none_or(|last| last.location != *location) {
            list.locations.push(PickLocation { location: location.clone(), bins: Vec::new() });
        }
        let Some(place) = list.locations.last_mut() else { continue };
        if place.bins.last().is_none_or(|last| last.bin != line.bin) {
            place.bins.push(PickBin { bin: line.bin.clone(), pieces: 0, parts: Vec::new() });
        }
        let Some(bin) = place.bins.last_mut() else { continue };
        bin.pieces += line.quantity;
        if bin.parts.last().is_none_or(|last| last.sku != line.sku) {
            bin.parts.push(PickPart { sku: line.sku.clone(), name: line.name.clone(), pieces: 0, shares: Vec::new() });
        }
        let Some(part) = bin.parts.last_mut() else { continue };
        part.pieces += line.quantity;
        part.shares.push(PickShare {
            shipment: parcel.number.clone(),
            order: parcel.order.clone(),
            line_no: line.line_no,
            pieces: line.quantity,
        });
    }
    list
}

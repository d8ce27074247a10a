//! Packing: every piece is scanned into its parcel, then the parcel is closed.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::fulfilment::{Refusal, ShipmentNumber, ShipmentState};
use domain::ids::part_number_key;
use domain::orders::OrderEventKind;
use serde_json::json;

use super::FulfilmentError;
use super::error::Done;
use super::rows::{expect_state, lock_order, lock_shipment, order_of_shipment};
use super::seams::audited;
use super::views::Scan;
use crate::Store;
use crate::database::{retrying, spread};
use crate::orders::settle_state;

impl Store {
    /// Counts a piece that is put into a parcel. The code is a SKU or a maker's number, in any punctuation.
    #[tracing::instrument(name = "db.fulfilment.scan", skip(self))]
    pub async fn scan(&self, shipment: &ShipmentNumber, code: &str) -> Result<Scan, FulfilmentError> {
        let key = part_number_key(code);
        let mut transaction = self.database.begin().await?;
        let shipment = lock_shipment(&mut transaction, shipment).await?;
        expect_state(&shipment, ShipmentState::Packed)?;
        let ours = shipment.lines.iter().filter(|line| line.sku_key == key);
        let makers = shipment.lines.iter().filter(|line| line.sku_key != key && line.mpn_key == key);
        let carriers: Vec<_> = if key.is_empty() { Vec::new() } else { ours.chain(makers).collect() };
        let Some(first) = carriers.first() else {
            return Err(Refusal::NotInParcel(code.trim().chars().take(60).collect()).into());
        };
        let Some(line) = carriers.iter().find(|line| line.scanned < line.quantity) else {
            return Err(Refusal::AlreadyComplete { sku: first.sku.clone(), quantity: first.quantity }.into());
        };
        sqlx::query!(
            "UPDATE shipment_lines SET scanned = scanned + 1 WHERE shipment_id = ? AND line_no = ? AND scanned < quantity",
            shipment.id.0,
            line.line_no
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let left: u32 = shipment.lines.iter().map(|line| line.quantity - line.scanned).sum();
        Ok(Scan {
            sku: line.sku.clone(),
            name: line.name.clone(),
            scanned: line.scanned + 1,
            quantity: line.quantity,
            left: left - 1,
        })
    }

    /// Closes parcels, all of them or none. Pieces that were not scanned need a reason.
    #[tracing::instrument(name = "db.fulfilment.pack", skip(self, shipments, actor, now))]
    pub async fn pack(
        &self,
        shipments: &[ShipmentNumber],
        unscanned_because: Option<&str>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        let because = unscanned_because.map(str::trim).filter(|reason| !reason.is_empty());
        retrying(spread(now), || self.try_pack(shipments, because, actor, now)).await
    }

    async fn try_pack(
        &self,
        numbers: &[ShipmentNumber],
        because: Option<&str>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let mut orders = Vec::new();
        for number in numbers {
            orders.push((order_of_shipment(&mut transaction, number).await?, number));
        }
        orders.sort_unstable();
        orders.dedup();
        for (id, number) in orders {
            lock_order(&mut transaction, id).await?;
            let shipment = lock_shipment(&mut transaction, number).await?;
            expect_state(&shipment, ShipmentState::Packed)?;
            let unscanned: u32 = shipment.lines.iter().map(|line| line.quantity - line.scanned).sum();
            let detail = match (unscanned, because) {
                (0, _) => number.to_string(),
                (_, Some(reason)) => format!("{number}, {unscanned} pieces not scanned: {reason}"),
                (_, None) => return Err(Refusal::NotScanned(unscanned).into()),
            };
            sqlx::query!(
                "UPDATE shipments SET state = 'packed', packed_at = ? WHERE id = ?",
                now.naive_utc(),
                shipment.id.0
            )
            .execute(&mut *transaction)
            .await?;
            settle_state(&mut transaction, id, OrderEventKind::Packed, &detail, actor, now).await?;
            let after = json!({ "packed": detail });
            audited(&mut transaction, actor, "shipment.pack", number.as_str(), None, Some(&after), now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Opens a closed parcel again; its pieces are to be scanned anew.
    #[tracing::instrument(name = "db.fulfilment.unpack", skip(self, actor, now))]
    pub async fn unpack(
        &self,
        shipment: &ShipmentNumber,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        retrying(spread(now), || self.try_unpack(shipment, actor, now)).await
    }

    async fn try_unpack(&self, number: &ShipmentNumber, actor: &Actor, now: DateTime<Utc>) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let id = order_of_shipment(&mut transaction, number).await?;
        lock_order(&mut transaction, id).await?;
        let shipment = lock_shipment(&mut transaction, number).await?;
        if shipment.state != ShipmentState::Packed {
            return Err(Refusal::WrongState(shipment.state.title()).into());
        }
        sqlx::query!("UPDATE shipments SET state = 'picked', packed_at = NULL WHERE id = ?", shipment.id.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("UPDATE shipment_lines SET scanned = 0 WHERE shipment_id = ?", shipment.id.0)
            .execute(&mut *transaction)
            .await?;
        let detail = format!("{number} was opened again");
        settle_state(&mut transaction, id, OrderEventKind::Picked, &detail, actor, now).await?;
        audited(&mut transaction, actor, "shipment.unpack", number.as_str(), None, None, now).await?;
        transaction.commit().await?;
        Ok(())
    }
}

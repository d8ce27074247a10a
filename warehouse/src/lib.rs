//! The data warehouse: each night's export from the replica to Parquet on object storage (the lake), and the reports'
//! SQL that DataFusion runs over it. Rows come from `store::reports`, which knows the tables of the shop; what a report
//! is called and how it is drawn is `domain::reports`. What must not live here: web code, sqlx, HTML.

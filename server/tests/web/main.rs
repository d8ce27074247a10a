//! The real server, as a process of its own on a database of its own, asked over HTTP. What must not
//! live here: what a browser does with the answers; that is in `end2end`.

mod accounts;
mod caching;
mod companies;
mod compare;
mod desk;
mod desk_jobs;
mod downloads;
mod edge;
mod errors;
mod forms;
mod images;
mod import;
mod kill;
mod machines;
mod moving;
mod narrowing;
mod orders;
mod pages;
mod pair;
mod people;
mod policy;
mod preview;
#[path = "../../../store/tests/store/proxy.rs"]
mod proxy;
mod quick_order;
mod reports;
mod running;
mod security;
mod sharing;
mod shop;
mod sink;
mod standby;
mod studio_editor;
mod studio_pages;
mod tiers;
mod traces;
mod warehouse;
mod worker;

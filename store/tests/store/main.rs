//! The use-cases of `store`, slice by slice, on a real server: every test has a database of its own.
//! What must not live here: rules that `domain` decides and tests alone.

mod accounts;
mod bulk;
mod buying;
mod cart;
mod catalog;
mod checkout;
mod companies;
mod fit;
mod fulfilment;
mod health;
mod holds;
mod hostile;
mod images;
mod import;
mod inventory;
mod jobs;
mod mail;
mod narrowing;
mod orders;
mod oversell;
mod proxy;
mod quick_order;
mod rename;
mod search;
mod shop;
mod studio;
mod tiers;
mod visibility;

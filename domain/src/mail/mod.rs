//! Mails the shop sends: what each one needs to know, ready to print. What must not live here: how a mail
//! looks (`app::mail`), how it is sent (`store::mail`).

mod letter;
mod samples;

pub use letter::{Letter, LetterLine, LowStockLine, OrderLetter, Rendered, Sum};

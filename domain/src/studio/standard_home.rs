//! The home page of a fresh installation.

use super::{Block, HomeContent};

impl HomeContent {
    /// What a fresh installation shows.
    pub fn standard() -> Self {
        let text = str::to_owned;
        Self {
            blocks: vec![
                Block::Lead {
                    title: text("Rocket parts, by the dimension that matters"),
                    claim: text(
                        "{parts} parts and services with every dimension in millimetres and inches, drawn to scale, with the stock we hold now and the price at your quantity.",
                    ),
                    tries: ["RP-AT-54-600", "ogive 66", "coupler 54 fibreglass", "motor H"].map(text).to_vec(),
                    part: Some(text("RP-NC-66-OG4")),
                },
                Block::Categories,
                Block::Facts {
                    title: text("How ordering works"),
                    items: [
                        (
                            "Stock you can trust",
                            "The figure on a part’s page is counted pieces less what is promised to others. An order reserves its pieces in the same moment it is placed.",
                        ),
                        (
                            "Prices at your quantity",
                            "Quantity breaks stand on every part’s page and apply in the cart by themselves. Prices are without tax.",
                        ),
                        (
                            "No card needed",
                            "Order against a purchase order number on 30 days net, or pay by bank transfer in advance.",
                        ),
                        (
                            "Where a figure comes from",
                            "Each line of a specification says whether the maker states it, we measured it, or it is computed from geometry and density.",
                        ),
                    ]
                    .map(|(title, body)| (text(title), text(body)))
                    .to_vec(),
                },
            ],
        }
    }
}

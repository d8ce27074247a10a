//! One letter of each kind, for the preview page and for tests.

use super::{Letter, LetterLine, LowStockLine, OrderLetter, Sum};

impl Letter {
    /// One of each kind. A test counts on it that every kind is here.
    pub fn samples() -> Vec<Self> {
        let name = || "Mira Okafor".to_owned();
        let token = |page: &str| format!("/{page}?token=Zk3v9QpX7mT2rLw8");
        vec![
            Self::OrderReceived {
                order: order(true),
                delivery_method: "Standard, 3 to 5 working days".to_owned(),
                payment: "Purchase order PO-2026-118, net 30 days".to_owned(),
                address: address(),
            },
            Self::OrderShipped {
                order: order(false),
                carrier: "PostNL".to_owned(),
                tracking: "3SRPCO0099812".to_owned(),
                still_to_come: "2 pieces follow, promised for 9 December 2026.".to_owned(),
            },
            Self::OrderCancelled { order: order(true), reason: "You asked us to.".to_owned() },
            Self::BackorderReady { order: order(false) },
            Self::ReturnAuthorised {
                order: order(false),
                return_number: "RMA-5TQ2".to_owned(),
                send_to: vec![
                    "Rocket Parts Co., Returns".to_owned(),
                    "Waalhaven Z.z. 19".to_owned(),
                    "3089 JH Rotterdam".to_owned(),
                    "Netherlands".to_owned(),
                ],
            },
            Self::ReturnCredited { order: order(true), return_number: "RMA-5TQ2".to_owned() },
            Self::ConfirmEmail { name: name(), link_path: token("account/confirm") },
            Self::ResetPassword { name: name(), link_path: token("account/reset") },
            Self::EmailInUse { name: name(), link_path: "/account/sign-in".to_owned() },
            Self::ChangeEmail { name: name(), link_path: token("account/new-email") },
            Self::PasswordChanged { name: name(), link_path: "/account/forgotten".to_owned() },
            Self::EmailChanged { name: name(), new_email: "mira@example.com".to_owned() },
            Self::CompanyInvitation {
                company: "Delft Rocketry".to_owned(),
                invited_by: "Jonas Visser".to_owned(),
                link_path: token("account/join"),
            },
            Self::StaffInvitation { name: name(), link_path: token("desk/join") },
            Self::LowStock {
                day: "27 November 2026".to_owned(),
                lines: vec![
                    LowStockLine {
                        sku: "RP-AT-54-600".to_owned(),
                        name: "Airframe tube 54 mm, 600 mm".to_owned(),
                        available: 6,
                    },
                    LowStockLine {
                        sku: "RP-M38-G58-14A".to_owned(),
                        name: "Motor 38 mm G58-14A".to_owned(),
                        available: 0,
                    },
                ],
                link_path: "/desk/stock".to_owned(),
            },
            Self::LakeDiffers {
                count: 2,
                lines: vec![
                    "2026-11-26: total_minor is 120344 in the lake and 120345 in the shop".to_owned(),
                    "2026-11-26: orders is 11 in the lake and 12 in the shop".to_owned(),
                ],
                link_path: "/desk/jobs".to_owned(),
            },
        ]
    }
}

fn order(with_money: bool) -> OrderLetter {
    let money = |text: &str| if with_money { text.to_owned() } else { String::new() };
    let sum = |name: &str, amount: &str| Sum { name: name.to_owned(), amount: amount.to_owned() };
    OrderLetter {
        number: "RP-7K3M9QXD".to_owned(),
        name: "Mira Okafor".to_owned(),
        day: "27 November 2026".to_owned(),
        lines: vec![
            LetterLine {
                sku: "RP-AT-54-600".to_owned(),
                name: "Airframe tube 54 mm, phenolic, 600 mm".to_owned(),
                quantity: 12,
                total: money("1,112.80 €"),
            },
            LetterLine {
                sku: "RP-M38-G58-14A".to_owned(),
                name: "Motor 38 mm G58-14A".to_owned(),
                quantity: 2,
                total: money("57.90 €"),
            },
        ],
        sums: if with_money {
            vec![
                sum("Goods", "1,170.70 €"),
                sum("Delivery", "18.40 €"),
                sum("Tax, 21 %", "249.71 €"),
                sum("Total", "1,438.81 €"),
            ]
        } else {
            Vec::new()
        },
        link_path: "/orders/RP-7K3M9QXD".to_owned(),
    }
}

fn address() -> Vec<String> {
    ["Mira Okafor", "Delft Rocketry", "Dock 4", "3011 AB Rotterdam", "Netherlands"].map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_is_one_sample_of_each_kind() {
        let kinds: BTreeSet<&str> = Letter::samples().iter().map(Letter::kind).collect();
        assert_eq!((kinds.len(), Letter::samples().len()), (16, 16), "{kinds:?}");
    }

    #[test]
    fn letters_are_kept_as_they_are() {
        for letter in Letter::samples() {
            let Ok(text) = serde_json::to_string(&letter) else { panic!("{letter:?}") };
            assert_eq!(serde_json::from_str::<Letter>(&text).ok().as_ref(), Some(&letter), "{text}");
            assert!(text.contains(&format!("\"letter\":\"{}\"", letter.kind())), "{text}");
        }
    }

    #[test]
    fn no_token_is_left_in_a_letter_without_secrets() {
        for letter in Letter::samples() {
            assert!(!format!("{:?}", letter.without_secrets()).contains("token="));
        }
    }

    #[test]
    fn a_subject_is_one_line() {
        let letter = Letter::CompanyInvitation {
            company: "Delft\r\nBcc: everybody@example.org".to_owned(),
            invited_by: String::new(),
            link_path: String::new(),
        };
        assert!(!letter.subject().contains(['\r', '\n']));
    }
}

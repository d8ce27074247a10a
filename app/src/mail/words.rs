//! What each letter says.

use domain::mail::{Letter, OrderLetter, Sum};

/// A letter in words, for both looks.
pub(super) struct Words {
    pub(super) heading: String,
    pub(super) greeting: String,
    pub(super) before: Vec<String>,
    /// What the figure beside a part counts.
    pub(super) count_title: &'static str,
    pub(super) rows: Vec<Row>,
    pub(super) sums: Vec<Sum>,
    pub(super) facts: Vec<Fact>,
    pub(super) action: Option<Action>,
    pub(super) after: Vec<String>,
}

/// A part and how many.
pub(super) struct Row {
    pub(super) sku: String,
    pub(super) name: String,
    pub(super) count: u32,
    /// Empty where money is not the point.
    pub(super) total: String,
}

/// Something to know, under its name.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) lines: Vec<String>,
}

/// The one thing to do.
pub(super) struct Action {
    pub(super) label: &'static str,
    pub(super) url: String,
    /// Nobody finds the way without the link.
    pub(super) is_secret: bool,
}

const NOT_YOU: &str = "If this was not you, nothing has to be done: without the link above nothing changes.";

/// What a letter says.
#[expect(clippy::too_many_lines, reason = "a list: one letter after the other")]
pub(super) fn words(letter: &Letter, public_url: &str) -> Words {
    let url = |path: &str| format!("{public_url}{path}");
    match letter {
        Letter::OrderReceived { order, delivery_method, payment, address } => {
            let mut words = about_order(order, "Thank you for your order", public_url);
            words.before.push(format!(
                "We have received your order {} of {}. Its pieces are reserved for you.",
                order.number, order.day
            ));
            words.facts.push(fact("Delivery", [delivery_method]));
            words.facts.push(fact("Payment", [payment]));
            words.facts.push(fact("Deliver to", address));
            words.after.push("We write again when it leaves.".to_owned());
            words
        }
        Letter::OrderShipped { order, carrier, tracking, still_to_come } => {
            let heading = if still_to_come.is_empty() { "Your order is on its way" } else { "Part of your order is on its way" };
            let mut words = about_order(order, heading, public_url);
            words.before.push(format!("Of your order {}, this left us on {}:", order.number, order.day));
            if !carrier.is_empty() {
                words.facts.push(fact("Carrier", [carrier]));
            }
            if !tracking.is_empty() {
                words.facts.push(fact("Tracking number", [tracking]));
            }
            if !still_to_come.is_empty() {
                words.facts.push(fact("Still to come", [still_to_come]));
            }
            words
        }
        Letter::OrderCancelled { order, reason } => {
            let mut words = about_order(order, "Cancelled", public_url);
            words.before.push(format!("From your order {}, this was cancelled on {}:", order.number, order.day));
            if !reason.is_empty() {
                words.facts.push(fact("Reason", [reason]));
            }
            words.after.push("What was paid for it is paid back.".to_owned());
            words
        }
        Letter::BackorderReady { order } => {
            let mut words = about_order(order, "Your backordered pieces have arrived", public_url);
            let day = if order.day.is_empty() { String::new() } else { format!(" on {}", order.day) };
            words.before.push(format!(
                "For your order {}, these pieces came in{day} and are reserved for you. They ship next.",
                order.number
            ));
            words
        }
        Letter::ReturnAuthorised { order, return_number, send_to } => {
            let mut words = about_order(order, "Your return", public_url);
            words.before.push(format!(
                "From your order {}, you may send this back. Your return was authorised on {}:",
                order.number, order.day
            ));
            words.facts.push(fact("Write on the parcel", [return_number]));
            words.facts.push(fact("Send it to", send_to));
            words
        }
        Letter::ReturnCredited { order, return_number } => {
            let mut words = about_order(order, "Your return is credited", public_url);
            words.before.push(format!(
                "What you sent back from your order {} (return {return_number}) was credited on {}:",
                order.number, order.day
            ));
            words
        }
        Letter::ConfirmEmail { name, link_path } => Words {
            before: vec!["With this link you confirm that this e-mail address is yours. Then your account is ready.".to_owned()],
            action: Some(secret("Confirm the address", url(link_path))),
            after: vec![NOT_YOU.to_owned()],
            ..to_person("Confirm your e-mail address", name)
        },
        Letter::ResetPassword { name, link_path } => Words {
            before: vec!["Somebody, we hope you, asked for a new password for your account. This link leads to it.".to_owned()],
            action: Some(secret("Choose a new password", url(link_path))),
            after: vec!["The link works once and for a short time. If this was not you, nothing has to be done: your password stays.".to_owned()],
            ..to_person("Choose a new password", name)
        },
        Letter::EmailInUse { name, link_path } => Words {
            before: vec!["Somebody, we hope you, wanted to register with this e-mail address. It has an account already: sign in, and choose a new password there if you have forgotten yours.".to_owned()],
            action: Some(public("Sign in", url(link_path))),
            after: vec!["If this was not you, nothing has to be done: nothing was changed.".to_owned()],
            ..to_person("You already have an account", name)
        },
        Letter::ChangeEmail { name, link_path } => Words {
            before: vec!["With this link you confirm that your account is to have this e-mail address from now on.".to_owned()],
            action: Some(secret("Confirm the new address", url(link_path))),
            after: vec![NOT_YOU.to_owned()],
            ..to_person("Confirm your new e-mail address", name)
        },
        Letter::PasswordChanged { name, link_path } => Words {
            before: vec!["The password of your account was changed, and all other browsers were signed out. If this was you, all is well.".to_owned()],
            action: Some(public("It was not me", url(link_path))),
            after: vec!["If it was not you, choose a new password at once and write to us.".to_owned()],
            ..to_person("Your password was changed", name)
        },
        Letter::EmailChanged { name, new_email } => Words {
            before: vec![format!(
                "From now on you sign in with {}, and our mail goes there. If this was you, all is well.",
                shown(new_email)
            )],
            after: vec!["If it was not you, write to us at once: with this address alone the account cannot be opened any more.".to_owned()],
            ..to_person("Your e-mail address was changed", name)
        },
        Letter::CompanyInvitation { company, invited_by, link_path } => Words {
            before: vec![format!(
                "{} invites you to order for {}, at its prices and on its terms.",
                shown(invited_by),
                shown(company)
            )],
            action: Some(secret("Accept the invitation", url(link_path))),
            after: vec!["If you do not know them, nothing has to be done.".to_owned()],
            ..to_person("You are invited", "")
        },
        Letter::StaffInvitation { name, link_path } => Words {
            before: vec!["You have a staff account. This link leads to choosing your password and your second factor.".to_owned()],
            action: Some(secret("Set up the account", url(link_path))),
            after: vec!["The link works once and for a short time.".to_owned()],
            ..to_person("Your staff account", name)
        },
        Letter::LowStock { day, lines, link_path } => Words {
            before: vec![format!("On {day}, these parts are low:")],
            count_title: "Available",
            rows: lines
                .iter()
                .map(|line| Row {
                    sku: line.sku.clone(),
                    name: flat(&line.name),
                    count: line.available,
                    total: String::new(),
                })
                .collect(),
            action: Some(public("Look at the stock", url(link_path))),
            ..to_person("Low stock", "")
        },
        Letter::LakeDiffers { count, lines, link_path } => Words {
            before: vec![format!(
                "What was exported to the warehouse was compared with the shop. {count} {} not agree:",
                if *count == 1 { "thing does" } else { "things do" }
            )],
            facts: vec![fact(if lines.len() < *count as usize { "The first of them" } else { "Differences" }, lines)],
            action: Some(public("Look at the jobs", url(link_path))),
            after: vec!["Reports of these days are not to be relied on until somebody has found out why.".to_owned()],
            ..to_person("The warehouse and the shop do not agree", "")
        },
    }
}

fn about_order(order: &OrderLetter, heading: &str, public_url: &str) -> Words {
    Words {
        rows: order
            .lines
            .iter()
            .map(|line| Row {
                sku: line.sku.clone(),
                name: flat(&line.name),
                count: line.quantity,
                total: line.total.clone(),
            })
            .collect(),
        sums: order.sums.clone(),
        action: Some(public("Look at the order", format!("{public_url}{}", order.link_path))),
        ..to_person(heading, &order.name)
    }
}

fn to_person(heading: &str, name: &str) -> Words {
    let name = flat(name);
    // A name is what somebody typed. Mail to others must not carry what they wish to say.
    let is_plain = !name.is_empty() && name.chars().count() <= 60 && !name.contains("://") && !name.contains("www.");
    Words {
        heading: heading.to_owned(),
        greeting: if is_plain { format!("Hello {name},") } else { "Hello,".to_owned() },
        before: Vec::new(),
        count_title: "Pieces",
        rows: Vec::new(),
        sums: Vec::new(),
        facts: Vec::new(),
        action: None,
        after: Vec::new(),
    }
}

fn shown(name: &str) -> String {
    let name = flat(name);
    if name.contains("://") || name.is_empty() { "Somebody".to_owned() } else { name.chars().take(80).collect() }
}

fn flat(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn fact<'a>(name: &'static str, lines: impl IntoIterator<Item = &'a String>) -> Fact {
    Fact { name, lines: lines.into_iter().map(|line| flat(line)).collect() }
}

fn secret(label: &'static str, url: String) -> Action {
    Action { label, url, is_secret: true }
}

fn public(label: &'static str, url: String) -> Action {
    Action { label, url, is_secret: false }
}

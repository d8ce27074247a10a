//! Who sells, as documents say it. All of it is made up, and says so: nobody is to send money there.

/// The one who sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seller {
    /// Name.
    pub name: &'static str,
    /// Address, line by line.
    pub address: &'static [&'static str],
    /// VAT id.
    pub vat_id: &'static str,
    /// Entry in the register of companies.
    pub register: &'static str,
    /// Where questions go.
    pub email: &'static str,
    /// The bank.
    pub bank: &'static str,
    /// The account there.
    pub iban: &'static str,
    /// The bank's code.
    pub bic: &'static str,
    /// Where goods come back to, line by line.
    pub returns: &'static [&'static str],
}

/// The shop's own company, a made-up one.
pub const SELLER: Seller = Seller {
    name: "Rocket Parts Co.",
    address: &["Example Quay 1", "0000 XX Rotterdam", "Netherlands"],
    vat_id: "NL000000000B00",
    register: "00000000",
    email: "orders@rocket-parts.example",
    bank: "Example Bank, Rotterdam",
    iban: "NL00 EXMP 0000 0000 00",
    bic: "EXMPNL00",
    returns: &["Rocket Parts Co.", "Returns", "Example Quay 1, dock 3", "0000 XX Rotterdam", "Netherlands"],
};

/// What documents say beside the bank details.
pub const MADE_UP: &str = "This shop and its bank are made up. Do not transfer money.";

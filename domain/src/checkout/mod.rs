//! checkout.

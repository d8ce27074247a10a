//! A customer's account: registering, signing in, what they signed up with, their orders and sessions. What
//! must not live here: what staff see of customers.

mod sessions;

pub(crate) use sessions::session_list;

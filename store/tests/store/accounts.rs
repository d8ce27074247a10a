//! Sessions in Redis, and without it; customers and staff from joining to leaving.

mod customers;
mod following;
mod sessions;
mod staff;
mod throttle;

//! Who is at the other end: for now, sessions.

mod session;

pub use session::RedisSessions;

//! The lake, filled from a shop with a database of its own: what is in it, that it stays the same, and what is found when
//! it is not what it should be. What must not live here: processes; those are in the server's tests.

mod changes;
mod content;
mod differences;
mod shop;
mod storage;

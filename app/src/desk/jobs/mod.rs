//! The desk's page of jobs: who works, what waits, what failed, what the clock asks for. What must not live here: what
//! a job does.

mod api;
mod page;

pub(crate) use page::JobsPage;
pub(super) use page::moment;

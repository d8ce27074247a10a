//! Mass.

//! The surface, driven through the real router.

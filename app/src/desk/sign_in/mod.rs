//! The doors of the desk: joining by a link, signing in with a password and then a code, signing out.

mod api;
mod pages;

pub(crate) use pages::{CodePage, JoinCodePage, JoinPage, SignInPage};

//! What fits a part: a section on its page, a page with all of it, and a page that tries two parts.

mod check;
mod section;
mod table;
mod whole;

pub(crate) use check::CheckPage;
pub(crate) use section::{Fitting, fit_section};
pub(crate) use whole::FitsPage;

use domain::fit::Joint;
use domain::units::{Quantity, Unit};

/// A length as a sentence says it, to the hundredth of a millimetre.
fn millimetres(metres: f64) -> String {
    format!("{} mm", Quantity::from_si(metres, Unit::Millimetre).figure_with(2))
}

/// Whether a joint's clearance says anything: sizes that are names and the bores of joined tubes have
/// none.
fn has_clearance(joint: Joint) -> bool {
    !matches!(joint, Joint::MotorInRetainer | Joint::TubeInRetainer | Joint::JoinedTubes)
}

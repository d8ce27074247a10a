//! What was typed into the forms of a page and what is wrong with it, so that a refused form comes back
//! as it was sent. A form of the desk is answered by the page it stands on: its address is that of the
//! page and the name of what is to be done.

use domain::fulfilment::Refusal;

use crate::page::PageError;
use crate::posted::PostedForm;

/// Why a form was not done: what is wrong, and at which field. Without a field it is said above the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The name of the field.
    pub(crate) field: Option<String>,
    /// What is wrong, as a sentence.
    pub(crate) text: String,
    /// The status of the answer.
    pub(crate) status: u16,
}

impl Problem {
    /// Something wrong at a field.
    pub(crate) fn at(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: Some(field.into()), text: text.into(), status: 422 }
    }

    /// Something wrong with the whole form.
    pub(crate) fn general(text: impl Into<String>) -> Self {
        Self { field: None, text: text.into(), status: 422 }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::WrongState(_) | Refusal::NotApproved(_) => 409,
            _ => 422,
        };
        Self { field: None, text: refusal.to_string(), status }
    }
}

/// How a form ends when it is not done.
pub(crate) enum NotDone {
    /// It comes back with what is wrong.
    Refused(Vec<Problem>),
    /// The whole page is another one.
    Page(PageError),
}

impl From<Problem> for NotDone {
    fn from(problem: Problem) -> Self {
        Self::Refused(vec![problem])
    }
}

impl From<PageError> for NotDone {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<store::Error> for NotDone {
    fn from(error: store::Error) -> Self {
        Self::Page(error.into())
    }
}

/// What was typed, and what is wrong with it. Empty on a page that was only asked for.
#[derive(Default)]
pub(crate) struct Entered {
    form: String,
    posted: Option<PostedForm>,
    problems: Vec<Problem>,
}

impl Entered {
    /// A form that comes back.
    pub(crate) fn refused(form: &str, posted: PostedForm, problems: Vec<Problem>) -> Self {
        Self { form: form.to_owned(), posted: Some(posted), problems }
    }

    /// What a posted form led to: done, it leads on; refused, it comes back as it was sent.
    pub(crate) fn after(form: &str, posted: PostedForm, done: Result<String, NotDone>) -> Result<Self, PageError> {
        match done {
            Ok(way) => Err(PageError::Elsewhere(way)),
            Err(NotDone::Refused(problems)) => Ok(Self::refused(form, posted, problems)),
            Err(NotDone::Page(error)) => Err(error),
        }
    }

    /// The status of the page: that of the first problem.
    pub(crate) fn status(&self) -> u16 {
        self.problems.first().map_or(200, |problem| problem.status)
    }

    /// Whether this is the form that came back.
    pub(crate) fn is(&self, form: &str) -> bool {
        self.posted.is_some() && self.form == form
    }

    fn posted(&self, form: &str) -> Option<&PostedForm> {
        self.posted.as_ref().filter(|_| self.form == form)
    }

    /// What a field of a form holds: what was typed, or else what it starts with.
    pub(crate) fn value(&self, form: &str, field: &str, otherwise: impl Into<String>) -> String {
        self.posted(form).map_or_else(|| otherwise.into(), |posted| posted.text(field))
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, form: &str, field: &str, value: &str) -> bool {
        self.posted(form).is_some_and(|posted| posted.texts(field).iter().any(|ticked| ticked == value))
    }

    /// What is wrong at a field of a form.
    pub(crate) fn problem(&self, form: &str, field: &str) -> Option<&Problem> {
        self.posted(form)?;
        self.problems.iter().find(|problem| problem.field.as_deref() == Some(field))
    }

    /// What is wrong with the form as a whole.
    pub(crate) fn general(&self, form: &str) -> Vec<&Problem> {
        match self.posted(form) {
            Some(_) => self.problems.iter().filter(|problem| problem.field.is_none()).collect(),
            None => Vec::new(),
        }
    }
}

/// A number of pieces out of a field; an empty one is nothing.
pub(crate) fn pieces(form: &PostedForm, field: &str) -> Result<u32, Problem> {
    let typed = form.text(field);
    match typed.trim() {
        "" => Ok(0),
        text => text
            .parse()
            .ok()
            .filter(|pieces| *pieces <= MOST_PIECES)
            .ok_or_else(|| Problem::at(field, "Enter a whole number of pieces, such as 12.")),
    }
}

/// A number of pieces that has to be at least one.
pub(crate) fn some_pieces(form: &PostedForm, field: &str) -> Result<u32, Problem> {
    match pieces(form, field)? {
        0 => Err(Problem::at(field, "Enter how many pieces.")),
        pieces => Ok(pieces),
    }
}

/// More than this in one field is a slip.
const MOST_PIECES: u32 = 1_000_000;

/// A text out of a field, without white space around it.
pub(crate) fn text(form: &PostedForm, field: &str) -> String {
    form.text(field).trim().chars().take(500).collect()
}

/// A text that has to be there.
pub(crate) fn some_text(form: &PostedForm, field: &str, missing: &'static str) -> Result<String, Problem> {
    match text(form, field) {
        text if text.is_empty() => Err(Problem::at(field, missing)),
        text => Ok(text),
    }
}

/// A day, as `2026-12-09`; empty is no day.
pub(crate) fn day(form: &PostedForm, field: &str) -> Result<Option<chrono::NaiveDate>, Problem> {
    match text(form, field).as_str() {
        "" => Ok(None),
        text => chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Some)
            .map_err(|_| Problem::at(field, "Enter a day such as 2026-12-09.")),
    }
}

/// An amount in minor units, as `1,234.50` or `1234,50`.
pub(crate) fn minor_units(form: &PostedForm, field: &str) -> Result<i64, Problem> {
    read_amount(&form.text(field)).ok_or_else(|| Problem::at(field, "Enter an amount such as 1,234.50."))
}

/// Reads an amount as people type it, into hundredths.
pub(crate) fn read_amount(text: &str) -> Option<i64> {
    let typed: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let (whole, cents) = match typed.rfind(['.', ',']) {
        // A point or comma before one or two digits at the end divides the cents; any other, thousands.
        Some(at) if (1..=2).contains(&(typed.len() - at - 1)) => (&typed[..at], &typed[at + 1..]),
        _ => (typed.as_str(), ""),
    };
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 10 || !all_digits(&whole) || !all_digits(cents) {
        return None;
    }
    let cents = format!("{cents:0<2}");
    Some(whole.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, minor) in [
            ("12", 1_200),
            ("12.5", 1_250),
            ("12,50 €", 1_250),
            ("1,234.50", 123_450),
            ("1.234,50", 123_450),
            ("1,234", 123_400),
            ("0.07", 7),
        ] {
            assert_eq!(read_amount(typed), Some(minor), "{typed}");
        }
        for bad in ["", "-1", "1e3", "abc", ".50", "99999999999"] {
            assert_eq!(read_amount(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_form_comes_back_as_it_was_sent() {
        let fields = vec![("count".to_owned(), b"x".to_vec()), ("order".to_owned(), b"RP-1".to_vec())];
        let posted = PostedForm::new(fields, true);
        let problem = pieces(&posted, "count").expect_err("no number");
        let entered = Entered::refused("adjust", posted, vec![problem]);
        assert_eq!(entered.value("adjust", "count", "7"), "x");
        assert_eq!(entered.value("move", "count", "7"), "7");
        assert!(entered.problem("adjust", "count").is_some() && entered.problem("move", "count").is_none());
        assert!(entered.is_ticked("adjust", "order", "RP-1") && !entered.is_ticked("adjust", "order", "RP-2"));
        assert_eq!((entered.status(), Entered::default().status()), (422, 200));
    }
}

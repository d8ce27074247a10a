//! Where links may lead.

/// Whether a link in a text may lead there: to the web, to a mailbox, to a path or a place of ours. Every other
/// scheme is refused, and so is what browsers read otherwise than it looks: `//` and `\` at the beginning of a
/// path name another host, and blanks and control characters are skipped.
pub fn may_lead_to(target: &str) -> bool {
    if target.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return false;
    }
    if let Some(path) = target.strip_prefix('/') {
        return !path.starts_with('/');
    }
    target.starts_with('#') || is_outside(target) || after(target, "mailto:").is_some_and(|rest| rest.contains('@'))
}

/// Whether it is a page of the web by its whole address.
pub(super) fn is_outside(target: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| after(target, scheme).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric())))
}

/// What follows the scheme, in any case.
fn after<'a>(target: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = target.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

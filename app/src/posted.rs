//! A form that the page at its own address answers: what was typed or uploaded comes back in the
//! answer, and nothing is kept between the two. The server reads the body and puts it here. What must
//! not live here: what the fields mean.

use std::sync::Arc;

/// The fields of a posted form, as they came.
#[derive(Debug, Clone, Default)]
pub struct PostedForm {
    fields: Arc<Vec<(String, Vec<u8>)>>,
    whole: bool,
}

impl PostedForm {
    /// Fields in their order; `whole` says whether the body was read to its end.
    pub fn new(fields: Vec<(String, Vec<u8>)>, whole: bool) -> Self {
        Self { fields: Arc::new(fields), whole }
    }

    /// Whether nothing is missing at its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The bytes of a field; empty when it is not there.
    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        self.fields.iter().find(|(known, _)| known == name).map_or(&[], |(_, bytes)| bytes.as_slice())
    }

    /// The text of a field.
    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8_lossy(self.bytes(name)).into_owned()
    }

    /// The names and texts of all fields, in their order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.fields.iter().map(|(name, bytes)| (name.clone(), String::from_utf8_lossy(bytes).into_owned()))
    }

    /// The texts of all fields of a name, in their order.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.fields
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
            .collect()
    }
}

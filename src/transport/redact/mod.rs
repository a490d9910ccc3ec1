//! stub
use std::borrow::Cow;
#[derive(Debug, Clone, Default)]
/// x
pub struct Redactor;
impl Redactor {
    /// x
    pub fn text<'a>(&self, t: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(t)
    }
}
/// x
pub fn sanitize(t: &str) -> Cow<'_, str> {
    Cow::Borrowed(t)
}

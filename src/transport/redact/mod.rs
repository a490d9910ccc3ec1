//! stub
pub struct Redactor;
impl Redactor {
    pub fn value(&self, _v: &mut serde_json::Value) {}
    pub fn items(&self, _v: &mut [serde_json::Value], _k: &str) {}
    pub fn text<'a>(&self, t: &'a str) -> std::borrow::Cow<'a, str> {
        t.into()
    }
}

//! stub
use super::model::Report;
/// stub
pub fn render(_report: &Report) -> String {
    String::new()
}

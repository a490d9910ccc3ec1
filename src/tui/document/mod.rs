//! A stored observation as it is looked at: JSON that folds, or numbered lines, and the place that a citation means.

mod json;
mod load;
mod search;
mod viewer;

pub use json::{Row, Shown};
pub use load::load;
pub use viewer::Viewer;

/// An opened observation.
#[derive(Debug, Default)]
pub struct Document {
    /// `e3` or `o7`.
    pub title: String,
    /// What is known about it.
    pub facts: Vec<Fact>,
    /// What came.
    pub body: Content,
    /// The cited place: a JSON pointer.
    pub pointer: Option<String>,
    /// The cited lines, counted from 1.
    pub lines: Option<(usize, usize)>,
}

/// One thing that is known about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// What an observation brought.
#[derive(Debug, Default)]
pub enum Content {
    /// Nothing came back.
    #[default]
    Nothing,
    /// A document, as the text that it came as.
    Json(Box<str>),
    /// A text, line by line.
    Text(Vec<String>),
}

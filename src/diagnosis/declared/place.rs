//! Where a comparison stands: in what is declared, in what is live, and in words.

use crate::diagnosis::changes::template;
use crate::evidence::view::escape;

/// A place in both sides.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// JSON pointer into what is declared.
    pub declared: String,
    /// JSON pointer into what is live; where nothing is, the pointer that it would have.
    pub live: String,
    /// Its steps as a person names them: fields, and the names of listed things.
    pub names: Vec<String>,
}

impl Place {
    /// The place of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        let step = escape(name);
        self.step(&step, &step, name)
    }

    /// The place of an item; `live` is `-` where there is no such item.
    #[must_use]
    pub fn item(&self, declared: usize, live: Option<usize>, name: &str) -> Self {
        let live = live.map_or_else(|| "-".to_owned(), |index| index.to_string());
        self.step(&declared.to_string(), &live, name)
    }

    fn step(&self, declared: &str, live: &str, name: &str) -> Self {
        let mut names = self.names.clone();
        names.push(name.to_owned());
        Self { declared: format!("{}/{declared}", self.declared), live: format!("{}/{live}", self.live), names }
    }

    /// The last step.
    pub fn last(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }

    /// Whether a step of the way has one of these names.
    pub fn is_below(&self, names: &[&str]) -> bool {
        self.names.iter().any(|step| names.contains(&step.as_str()))
    }

    /// The place in words: `image`, `env LOG_LEVEL`, `replicas`, `container proxy readinessProbe.httpGet.port`.
    pub fn words(&self, several: bool) -> String {
        let path: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let path = match path.as_slice() {
            ["spec", "jobTemplate", "spec", "template", rest @ ..] | ["spec", "template", rest @ ..] => rest,
            ["spec" | "data", rest @ ..] if !rest.is_empty() => return template::field(rest),
            whole => whole,
        };
        template::named(path, several)
    }
}

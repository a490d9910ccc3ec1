//! What the environment says about the terminal, read once and passed on as values. It looks up nothing by itself.

/// The variables that concern output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TerminalEnv {
    /// Whether colour is forbidden (`NO_COLOR`, `CLICOLOR=0`, `TERM=dumb`) or forced even into a pipe (`CLICOLOR_FORCE`).
    /// `NO_COLOR` wins, see <https://no-color.org>.
    pub color: Option<bool>,
    /// `COLUMNS`, if it is a number above 0.
    pub columns: Option<usize>,
    /// `TERM=dumb`: no moving line.
    pub dumb: bool,
    /// `CI` is set: a log is read later, nobody watches a spinner.
    pub ci: bool,
}

impl TerminalEnv {
    /// From a look-up of environment variables.
    pub fn from_lookup(lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let is = |name: &str, expected: &str| set(name).is_some_and(|value| value == expected);
        let on = |name: &str| set(name).is_some_and(|value| value != "0" && value != "false");
        let dumb = is("TERM", "dumb");
        let color = if set("NO_COLOR").is_some() {
            Some(false)
        } else if on("CLICOLOR_FORCE") {
            Some(true)
        } else {
            (is("CLICOLOR", "0") || dumb).then_some(false)
        };
        let columns = set("COLUMNS").and_then(|value| value.parse().ok()).filter(|columns| *columns > 0);
        Self { color, columns, dumb, ci: on("CI") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> TerminalEnv {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        TerminalEnv::from_lookup(&|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn nothing_set_means_nothing_said() {
        assert_eq!(env(&[]), TerminalEnv::default());
        assert_eq!(
            env(&[("NO_COLOR", ""), ("COLUMNS", "wide"), ("CI", "false"), ("CLICOLOR", "1")]),
            TerminalEnv::default()
        );
    }

    #[test]
    fn each_variable_is_heard() {
        assert_eq!(env(&[("COLUMNS", "72")]).columns, Some(72));
        assert!(env(&[("CI", "true")]).ci);
        assert_eq!(env(&[("TERM", "dumb")]), TerminalEnv { color: Some(false), dumb: true, ..TerminalEnv::default() });
        assert_eq!(env(&[("CLICOLOR", "0")]).color, Some(false));
        assert_eq!(env(&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")]).color, Some(true));
        assert_eq!(env(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).color, Some(false));
    }
}

//! What the environment says about the terminal, read once and passed on as values. It looks up nothing by itself.

/// The variables that concern output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalEnv {
    /// `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub no_color: bool,
    /// `CLICOLOR=0`: no colour unless it is forced.
    pub clicolor_off: bool,
    /// `CLICOLOR_FORCE` is set and not `0`: colour even into a pipe.
    pub clicolor_force: bool,
    /// `TERM=dumb`: neither colour nor a moving line.
    pub dumb: bool,
    /// `COLUMNS`, if it is a number above 0.
    pub columns: Option<usize>,
    /// `CI` is set: a log is read later, nobody watches a spinner.
    pub ci: bool,
}

impl TerminalEnv {
    /// From a look-up of environment variables.
    pub fn from_lookup(lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR").is_some(),
            clicolor_off: set("CLICOLOR").is_some_and(|value| value == "0"),
            clicolor_force: set("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
            dumb: set("TERM").is_some_and(|value| value == "dumb"),
            columns: set("COLUMNS").and_then(|value| value.parse().ok()).filter(|columns| *columns > 0),
            ci: set("CI").is_some_and(|value| value != "false" && value != "0"),
        }
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
        let all = env(&[
            ("NO_COLOR", "1"),
            ("CLICOLOR", "0"),
            ("CLICOLOR_FORCE", "1"),
            ("TERM", "dumb"),
            ("COLUMNS", "72"),
            ("CI", "true"),
        ]);
        let expected = TerminalEnv {
            no_color: true,
            clicolor_off: true,
            clicolor_force: true,
            dumb: true,
            columns: Some(72),
            ci: true,
        };
        assert_eq!(all, expected);
    }
}

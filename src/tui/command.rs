//! The commands that begin with a slash: their names, what they take, and how a line is read.

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Command {
    /// Its name.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) takes: &'static str,
    /// What it does.
    pub(super) about: &'static str,
}

const fn command(name: &'static str, takes: &'static str, about: &'static str) -> Command {
    Command { name, takes, about }
}

/// All of them, as the help lists them.
pub(super) const LIST: &[Command] = &[
    command("scan", "[NAMESPACE]", "list everything that is wrong"),
    command("changes", "[SUBJECT]", "tell what happened when"),
    command("alerts", "[NUMBER]", "list firing alerts, or ask about one of them"),
    command("evidence", "ID", "open a citation (e3) or a read (o7)"),
    command("report", "", "show the last answer as a document"),
    command("tools", "[NAME [JSON]]", "list the tools that agents may call, describe one, or call it"),
    command("agents", "", "show who took part in the investigation"),
    command("model", "[list]", "show which model takes part, or list the endpoint's"),
    command("context", "[NAME]", "ask another cluster, or list the contexts"),
    command("namespace", "[NAME|all]", "mean this namespace where a question names none"),
    command("incident", "", "work on an incident"),
    command("cost", "", "show what the session read and spent"),
    command("copy", "[evidence]", "copy the last answer, or what is open as evidence"),
    command("save", "FILE", "write the last answer; .md, .json, .yaml or text by its name"),
    command("look", "dark|light|mono|ascii|unicode", "change colours and signs"),
    command("mouse", "", "take the mouse, or leave it to the terminal"),
    command("stop", "", "stop the investigation and keep what it found"),
    command("help", "", "show keys and commands"),
    command("quit", "", "end the session; it can be resumed"),
];

/// A line as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Nothing.
    Empty,
    /// A question.
    Question(&'a str),
    /// A command and the rest of the line.
    Command(&'static str, &'a str),
    /// A command that is none, and those that it might be.
    Unknown(&'a str, Vec<&'static str>),
}

/// Reads a line. The beginning of a command's name is enough where it is the only one.
pub(super) fn read(line: &str) -> Line<'_> {
    let line = line.trim();
    if line.is_empty() {
        return Line::Empty;
    }
    if is_id(line) {
        return Line::Command("evidence", line);
    }
    let Some(rest) = line.strip_prefix('/') else { return Line::Question(line) };
    let (name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let exact = LIST.iter().find(|command| command.name == name);
    let begins: Vec<&Command> =
        LIST.iter().filter(|command| !name.is_empty() && command.name.starts_with(name)).collect();
    match (exact, begins.as_slice()) {
        (Some(command), _) => Line::Command(command.name, rest.trim()),
        (None, [command]) => Line::Command(command.name, rest.trim()),
        (None, []) => Line::Unknown(name, near(name)),
        (None, several) => Line::Unknown(name, several.iter().map(|command| command.name).collect()),
    }
}

/// `e3` or `o7`, and nothing else.
fn is_id(line: &str) -> bool {
    let digits = line.strip_prefix('e').or_else(|| line.strip_prefix('o')).unwrap_or_default();
    (1..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn near(name: &str) -> Vec<&'static str> {
    LIST.iter().map(|command| command.name).filter(|known| strsim::jaro_winkler(known, name) > 0.8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_questions_commands_or_places() {
        assert_eq!(read("  "), Line::Empty);
        assert_eq!(read(" why? "), Line::Question("why?"));
        assert_eq!(read("/scan shop"), Line::Command("scan", "shop"));
        assert_eq!(read("/q"), Line::Command("quit", ""));
        assert_eq!(read("e3"), Line::Command("evidence", "e3"));
        assert_eq!(read("e3x"), Line::Question("e3x"));
    }

    #[test]
    fn what_is_no_command_names_those_that_are_near() {
        assert_eq!(read("/evidnce e1"), Line::Unknown("evidnce", vec!["evidence"]));
        assert_eq!(read("/co"), Line::Unknown("co", vec!["context", "cost", "copy"]));
        assert_eq!(read("/"), Line::Unknown("", vec![]));
        assert_eq!(read("/zzz"), Line::Unknown("zzz", vec![]));
    }
}

//! Passwords behind short flags, which mean something only for certain programs.

use super::scan::Finder;
use super::user_end;
use super::values::is_harmless;

/// How a program takes its password.
#[derive(Debug, Clone, Copy)]
pub(super) struct Program {
    flags: &'static [&'static str],
    /// The value may follow the flag without a space.
    attached: bool,
    /// The value may be the next word.
    spaced: bool,
    /// The value is `user:password`.
    with_user: bool,
}

const PROGRAMS: &[(&str, Program)] = &[
    ("mysql", Program { flags: &["-p"], attached: true, spaced: false, with_user: false }),
    ("mariadb", Program { flags: &["-p"], attached: true, spaced: false, with_user: false }),
    ("sshpass", Program { flags: &["-p"], attached: true, spaced: true, with_user: false }),
    ("mongo", Program { flags: &["-p"], attached: false, spaced: true, with_user: false }),
    ("redis-cli", Program { flags: &["-a"], attached: false, spaced: true, with_user: false }),
    ("ldap", Program { flags: &["-w"], attached: true, spaced: true, with_user: false }),
    ("login", Program { flags: &["-p"], attached: false, spaced: true, with_user: false }),
    ("curl", Program { flags: &["-u", "--user", "-U", "--proxy-user"], attached: true, spaced: true, with_user: true }),
    ("wget", Program { flags: &[], attached: false, spaced: false, with_user: false }),
];

/// The program that a word starts, by the last segment of its path.
pub(super) fn program(word: &str) -> Option<Program> {
    let word = word.split_whitespace().next().unwrap_or("");
    let name = word.rsplit('/').next().unwrap_or(word);
    PROGRAMS.iter().find(|(known, _)| name.starts_with(known)).map(|(_, program)| *program)
}

/// Where in the words the secret is: the index of the word and how many of its bytes come before the secret.
pub(super) fn secrets<'a>(program: Program, words: impl Iterator<Item = &'a str>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut flagged = false;
    for (index, word) in words.enumerate() {
        let start = if std::mem::take(&mut flagged) {
            Some(0)
        } else if program.flags.contains(&word) {
            flagged = program.spaced;
            None
        } else if program.attached {
            program
                .flags
                .iter()
                .filter(|flag| !flag.starts_with("--"))
                .find(|flag| word.starts_with(**flag))
                .map(|f| f.len())
        } else {
            None
        };
        let Some(start) = start else { continue };
        let value = word.get(start..).unwrap_or("");
        let skip = if program.with_user { user_end(value).map(|colon| colon + 1) } else { Some(0) };
        if let Some(skip) = skip
            && !is_harmless(value.get(skip..).unwrap_or(""))
        {
            found.push((index, start + skip));
        }
    }
    found
}

/// Reads the command line that a program's name begins.
pub(super) fn read(finder: &mut Finder<'_>, start: usize, end: usize) {
    let text = finder.text;
    if text.before(start).is_ascii_alphanumeric() {
        return;
    }
    let found = text.slice(start, end);
    let name = found.split(' ').rfind(|word| !word.is_empty()).unwrap_or(found).to_ascii_lowercase();
    let Some(program) = program(&name) else { return };
    let from = text.run(end, |b| !b.is_ascii_whitespace());
    let stop = text.run_within(from, from + 512, |b| !matches!(b, b'\n' | b'|' | b';'));
    let (mut words, mut at) = (Vec::new(), from);
    while at < stop {
        let word = text.run(at, |b| b.is_ascii_whitespace() || b == b'"' || b == b'\'');
        at = text.run(word, |b| !b.is_ascii_whitespace() && b != b'"' && b != b'\'');
        words.push((word, at));
    }
    for (index, skip) in secrets(program, words.iter().map(|(from, to)| text.slice(*from, *to))) {
        if let Some((from, to)) = words.get(index) {
            finder.mark(from + skip, *to);
        }
    }
}

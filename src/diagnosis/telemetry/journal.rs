//! What service managers write of a service: `systemctl status`, and the journal that kubelets hand out.

use jiff::SignedDuration;

/// Lines of a journal in which it is told why a service ended.
const ENDED: &[&str] = &["main process exited", "failed with result", "failed to start", "stopped ", "stopping "];
/// Words that say that a service is not meant to run.
const UNWANTED: &[&str] = &["not-found", "; disabled", "; masked", "start condition failed", "start condition unmet"];

/// What a text says of a service: its state, and the number of the line that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `active`, `failed`, `inactive` …
    pub active: String,
    /// `running`, `dead` …; empty where it is not told.
    pub sub: String,
    /// From 1.
    pub line: usize,
}

/// The state by a status, else by the last words of the service manager in a journal.
pub fn told(text: &str) -> Option<Told> {
    let numbered = || text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let status = numbered().find_map(|(at, line)| Some((at, line.strip_prefix("Active: ")?)));
    if let Some((line, state)) = status {
        let (active, rest) = state.split_once(' ').unwrap_or((state, ""));
        let sub = rest.strip_prefix('(').and_then(|rest| rest.split(')').next()).unwrap_or_default();
        let sub = if sub.contains(':') { "" } else { sub };
        return Some(Told { active: active.to_owned(), sub: sub.to_owned(), line });
    }
    let (line, last) = numbered().filter(|(_, line)| ends(line) || starts(line)).last()?;
    let active = if starts(last) {
        "active"
    } else if last.to_lowercase().contains("fail") {
        "failed"
    } else {
        "inactive"
    };
    Some(Told { active: active.to_owned(), sub: String::new(), line })
}

/// Whether a text says that a service should not run here.
pub fn is_unwanted(text: &str) -> bool {
    let lower = text.to_lowercase();
    UNWANTED.iter().any(|word| lower.contains(word))
}

/// The number of the last line in which the service manager tells of the end, from 1.
pub fn end_of(text: &str) -> Option<usize> {
    text.lines().enumerate().filter(|(_, line)| ends(line)).last().map(|(at, _)| at + 1)
}

fn starts(line: &str) -> bool {
    line.contains("systemd") && line.contains("]: Started ")
}

/// The line of a status that says how a service ended: the last one of its journal that does.
pub fn decisive(text: &str) -> Option<&str> {
    let last = text.lines().rev().find(|line| ends(line));
    last.or_else(|| text.lines().find(|line| line.trim_start().starts_with("Active:"))).map(str::trim)
}

fn ends(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.contains("systemd") && ENDED.iter().any(|word| lower.contains(word))
}

/// `4min 11s`, `3h 52min`, `2 days`, `1 week 2 days`.
pub fn span(text: &str) -> Option<SignedDuration> {
    let mut seconds = 0_i64;
    let mut number: Option<i64> = None;
    for word in text.split_whitespace() {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let unit = word.get(digits.len()..)?;
        if !digits.is_empty() {
            number = digits.parse().ok();
        }
        if unit.is_empty() {
            continue;
        }
        let each = match unit {
            "ms" | "us" => 0,
            "s" => 1,
            "min" => 60,
            "h" => 3_600,
            "day" | "days" => 86_400,
            "week" | "weeks" => 604_800,
            "month" | "months" => 2_629_800,
            "year" | "years" => 31_557_600,
            _ => return None,
        };
        seconds = seconds.checked_add(number.take()?.checked_mul(each)?)?;
    }
    Some(SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_is_read_as_systemd_writes_it() {
        let seconds = |text: &str| span(text).map(|span| span.as_secs());
        assert_eq!(seconds("4min 11s"), Some(251));
        assert_eq!(seconds("3h 52min"), Some(13_920));
        assert_eq!(seconds("1 week 2 days"), Some(777_600));
        assert_eq!(seconds("120ms"), Some(0));
        assert_eq!(seconds("a while"), None);
        assert_eq!(seconds("99999999999999999999 years"), None);
    }

    #[test]
    fn a_state_is_told_by_a_status_and_by_a_journal() {
        let state = |text: &str| told(text).map(|told| (told.active, told.sub, told.line));
        let of = |active: &str, sub: &str, line| Some((active.to_owned(), sub.to_owned(), line));
        assert_eq!(state("x\n   Active: inactive (dead) since Mon; 2min ago"), of("inactive", "dead", 2));
        assert_eq!(state("   Active: failed (Result: exit-code) since Mon"), of("failed", "", 1));
        let began = "Nov 22 10:00:09 n1 systemd[1]: Started crio.service - CRI-O.";
        let ended = "Nov 22 10:00:01 n1 systemd[1]: crio.service: Failed with result 'exit-code'.";
        assert_eq!(state(&format!("{ended}\n{began}\nlevel=info")), of("active", "", 2));
        assert_eq!(state(&format!("{began}\n{ended}")), of("failed", "", 2));
        assert_eq!(state("nothing of the kind"), None);
    }

    #[test]
    fn the_end_of_a_service_is_told_by_its_journal() {
        let text = "× crio.service - CRI-O\n     Active: failed (Result: exit-code) since Mon; 2min ago\n\n\
            Nov 22 10:00:01 n1 systemd[1]: crio.service: Main process exited, code=exited, status=1/FAILURE\n\
            Nov 22 10:00:01 n1 systemd[1]: crio.service: Consumed 2s CPU time.";
        assert!(decisive(text).is_some_and(|line| line.contains("status=1/FAILURE")));
        assert!(decisive("     Active: inactive (dead)").is_some_and(|line| line.starts_with("Active")));
        assert_eq!(decisive(""), None);
    }
}

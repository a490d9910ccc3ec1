//! Alerts that fire, by the last look at the source: listed, told when they are new, and asked about.

use super::asking::entered;
use crate::diagnosis::telemetry::firing::Firing;
use crate::tui::intent::{Health, Intent};
use crate::tui::state::{Entry, Loaded, State};

/// Alerts that are listed.
const LISTED: usize = 50;

/// `/alerts` lists them, `/alerts 2` asks about the second.
pub(super) fn asked(state: &mut State, rest: &str) -> Vec<Intent> {
    let Loaded::Here(Health { alerts, .. }) = &state.health else {
        state.say(Entry::Note("the source was not looked at yet, or could not be".to_owned()));
        return Vec::new();
    };
    let Some(alerts) = alerts else {
        let note = "there is no source of alerts: `alertmanager.url` and `prometheus.url` name one for a live cluster; \
                    what a bundle holds of alerts is part of every answer";
        state.say(Entry::Note(note.to_owned()));
        return Vec::new();
    };
    if !rest.is_empty() {
        let chosen = rest.parse::<usize>().ok().and_then(|number| alerts.get(number.checked_sub(1)?));
        let missing = format!("there is no alert `{rest}`; /alerts lists them with their numbers");
        return ask(state, chosen.map(Firing::question), missing);
    }
    let mut lines: Vec<String> = (1..).zip(alerts.iter().take(LISTED)).map(|(at, alert)| line(at, alert)).collect();
    if alerts.len() > LISTED {
        lines.push(format!("and {} more", alerts.len() - LISTED));
    }
    state.say(if lines.is_empty() { Entry::Note("no alert fires".to_owned()) } else { Entry::Lines(lines.join("\n")) });
    Vec::new()
}

/// Asks about the newest.
pub(super) fn newest(state: &mut State) -> Vec<Intent> {
    let newest = match &state.health {
        Loaded::Here(Health { alerts: Some(alerts), .. }) => alerts.first().map(Firing::question),
        _ => None,
    };
    ask(state, newest, "no alert fires, as far as the session can see".to_owned())
}

fn ask(state: &mut State, question: Option<String>, missing: String) -> Vec<Intent> {
    if let Some(question) = question {
        return entered(state, &question);
    }
    state.note = Some(missing);
    Vec::new()
}

/// Says that an alert is new since the last look.
pub(super) fn compare(state: &mut State, health: &Health) {
    let (Loaded::Here(Health { alerts: Some(before), .. }), Some(now)) = (&state.health, &health.alerts) else {
        return;
    };
    if let Some(new) = now.iter().find(|alert| !before.contains(alert)) {
        state.note = Some(format!("{} fires at {}: F8 asks about the newest alert", new.name, new.about()));
    }
}

fn line(at: usize, alert: &Firing) -> String {
    let since = alert.since.map_or_else(String::new, |since| format!(" since {}", since.strftime("%Y-%m-%d %H:%MZ")));
    let severity = if alert.severity.is_empty() { String::new() } else { format!(" ({})", alert.severity) };
    format!("{at}. {}{severity} at {}{since}: {}", alert.name, alert.about(), alert.says)
}

//! What the commands do.

use std::path::PathBuf;

use super::answers::cost;
use super::asking::{ask, stop};
use super::{alerts, keys, opening};
use crate::investigate::Source;
use crate::report::{self, Format, TextOptions};
use crate::tui::intent::Intent;
use crate::tui::look::Shade;
use crate::tui::state::{Asked, Entry, Loaded, Pane, Question, State};

/// Columns of a report that is copied or saved as text.
const WIDTH: usize = 100;

/// Runs a command.
pub(super) fn run(state: &mut State, name: &str, rest: &str) -> Vec<Intent> {
    match name {
        "scan" => return scan(state, rest),
        "changes" => return changes(state, rest),
        "evidence" => return evidence(state, rest),
        "tools" => return tools(state, rest),
        "context" => return context(state, rest),
        "namespace" => return namespace(state, rest),
        "model" => return model(state, rest),
        "copy" => return copy(state, rest == "evidence"),
        "save" => return save(state, rest),
        "stop" => return stop(state),
        "quit" => return vec![Intent::Quit],
        "mouse" => {
            state.mouse = !state.mouse;
            let whose = if state.mouse { "the session's" } else { "the terminal's" };
            state.note = Some(format!("the mouse is {whose} now"));
            return vec![Intent::Mouse(state.mouse)];
        }
        "look" => look(state, rest),
        "report" => report_document(state),
        "agents" => agents(state),
        "cost" => {
            let cost = cost(state);
            state.say(Entry::Note(cost));
        }
        "help" => keys::spoken(state),
        "alerts" => return alerts::asked(state, rest),
        "incident" => state.say(Entry::Note(
            "there is no store of incidents; /save writes the answer, and `sre runs` lists what is kept".to_owned(),
        )),
        other => state.say(Entry::Note(format!("/{other} is not understood"))),
    }
    Vec::new()
}

fn scan(state: &mut State, namespace: &str) -> Vec<Intent> {
    let mut place = state.place.clone();
    if !namespace.is_empty() {
        if !is_label(namespace) {
            state.note = Some(format!("no namespace can be called `{namespace}`"));
            return Vec::new();
        }
        place = place.in_namespace(Some(namespace.to_owned()));
    }
    let text = format!("/scan {}", place.scope());
    ask(state, Question { text, kind: Asked::Scan, place })
}

fn changes(state: &mut State, words: &str) -> Vec<Intent> {
    let mut place = state.place.clone();
    let last = state.runs.iter().rev().find(|run| run.report.is_some());
    let kept = crate::tui::follow::kept(words, last, &state.names);
    let mut words = words.to_owned();
    if words.is_empty() {
        words = kept.about.unwrap_or_default();
        place = place.in_namespace(kept.namespace.or_else(|| state.place.namespace.clone()));
    }
    let text = format!("/changes {words}").trim_end().to_owned();
    ask(state, Question { text, kind: Asked::Changes(words), place })
}

fn evidence(state: &mut State, id: &str) -> Vec<Intent> {
    if id.is_empty() { opening::citation(state) } else { opening::by_id(state, id) }
}

fn tools(state: &mut State, rest: &str) -> Vec<Intent> {
    let (name, arguments) = rest.split_once(' ').unwrap_or((rest, ""));
    if name.is_empty() {
        let tools = crate::tools::registry::all();
        let lines: Vec<String> = tools.iter().map(|tool| format!("{:<24}{}", tool.name(), tool.about())).collect();
        state.say(Entry::Lines(lines.join("\n")));
        return Vec::new();
    }
    match crate::tools::registry::find(name) {
        Err(error) => {
            state.say(Entry::Lines(error.to_string()));
            Vec::new()
        }
        Ok(tool) if arguments.is_empty() => {
            let schema = serde_json::to_string_pretty(&tool.schema()).unwrap_or_default();
            state.say(Entry::Lines(format!(
                "{}: {}\n{schema}\n/tools {name} {{}} calls it",
                tool.name(),
                tool.about()
            )));
            Vec::new()
        }
        Ok(_) => {
            let kind = Asked::Tool(name.to_owned(), arguments.trim().to_owned());
            let place = state.place.clone();
            ask(state, Question { text: format!("/tools {rest}"), kind, place })
        }
    }
}

fn context(state: &mut State, name: &str) -> Vec<Intent> {
    if name.is_empty() {
        let job = state.next_job();
        return vec![Intent::Contexts(job, state.place.clone())];
    }
    let (kubeconfig, node_services) = match &state.place.source {
        Source::Live { kubeconfig, node_services, .. } => (kubeconfig.clone(), *node_services),
        Source::Demo(_) | Source::Bundle(_) | Source::Replay(_) => (None, false),
    };
    state.place.source = Source::Live { context: Some(name.to_owned()), kubeconfig, node_services };
    state.place.namespace = None;
    state.say(Entry::Note(format!("questions go to {} from now on", state.place.label())));
    watch(state)
}

/// Watches the source that is meant now.
pub(in crate::tui) fn watch(state: &mut State) -> Vec<Intent> {
    let job = state.next_job();
    state.watch = job;
    state.health = Loaded::Loading(job);
    state.names = std::sync::Arc::default();
    vec![Intent::Watch(job, state.place.clone()), Intent::Keep]
}

fn namespace(state: &mut State, name: &str) -> Vec<Intent> {
    match name {
        "" => state.note = Some(format!("meant is {}", state.place.scope())),
        "all" | "-" => {
            state.place = state.place.in_namespace(None);
            state.say(Entry::Note("all namespaces are meant from now on".to_owned()));
        }
        name if is_label(name) => {
            state.place = state.place.in_namespace(Some(name.to_owned()));
            state.say(Entry::Note(format!("namespace {name} is meant from now on, where a question names none")));
        }
        other => state.note = Some(format!("no namespace can be called `{other}`")),
    }
    vec![Intent::Keep]
}

/// Whether a namespace may be called so: anything else would change the path of a request.
fn is_label(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

fn model(state: &mut State, rest: &str) -> Vec<Intent> {
    if rest == "list" {
        let job = state.next_job();
        return vec![Intent::Models(job)];
    }
    let text = match &state.model {
        Some(model) => format!("model {model} takes part"),
        None => "no model takes part: the engine answers alone; `sre --model NAME` names one".to_owned(),
    };
    state.say(Entry::Note(text));
    Vec::new()
}

fn agents(state: &mut State) {
    let text = match (&state.model, state.run()) {
        (None, _) => "no agents take part: they need a model, and none is named",
        (Some(_), None) => "there is no investigation yet",
        (Some(_), Some(_)) => "the investigation shows them, above their calls",
    };
    state.say(Entry::Note(text.to_owned()));
    state.pane = Pane::Tree;
}

fn look(state: &mut State, rest: &str) {
    match rest {
        "dark" => state.look.shade = Shade::Dark,
        "light" => state.look.shade = Shade::Light,
        "mono" => state.look.shade = Shade::Mono,
        "ascii" => state.look.ascii = true,
        "unicode" => state.look.ascii = false,
        _ => state.note = Some("/look takes dark, light, mono, ascii or unicode".to_owned()),
    }
}

/// The last answer in a format; none where there is no answer.
fn answer(state: &State, format: Format) -> Option<String> {
    let report = state.runs.iter().rev().find_map(|run| run.report.clone())?;
    let mut bytes = Vec::new();
    let options = TextOptions { width: WIDTH, color: false };
    report::write(&report, format, &options, &mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

fn report_document(state: &mut State) {
    let entry = match answer(state, Format::Markdown) {
        Some(text) => Entry::Text(text),
        None => Entry::Note("there is no answer yet".to_owned()),
    };
    state.say(entry);
}

/// Copies the last answer, or what is open as evidence.
pub(super) fn copy(state: &mut State, evidence: bool) -> Vec<Intent> {
    let text = match &state.evidence {
        Loaded::Here(viewer) if evidence => Some(viewer.text()),
        _ if evidence => None,
        _ => answer(state, Format::Text),
    };
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        state.note = Some("there is nothing to copy".to_owned());
        return Vec::new();
    };
    state.note = Some(format!("{} characters given to the terminal's clipboard", text.chars().count()));
    vec![Intent::Copy(text)]
}

fn save(state: &mut State, path: &str) -> Vec<Intent> {
    if path.is_empty() {
        state.note = Some("/save takes the name of a file".to_owned());
        return Vec::new();
    }
    let path = PathBuf::from(path);
    let format = match path.extension().and_then(|extension| extension.to_str()) {
        Some("md" | "markdown") => Format::Markdown,
        Some("json") => Format::Json,
        Some("yaml" | "yml") => Format::Yaml,
        _ => Format::Text,
    };
    let Some(text) = answer(state, format) else {
        state.note = Some("there is no answer to save yet".to_owned());
        return Vec::new();
    };
    let job = state.next_job();
    vec![Intent::Save(job, path, text)]
}

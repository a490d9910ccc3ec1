//! What happened when, on one axis: symptoms, changes and who made them.

use jiff::Timestamp;
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::text::{Line, Span};

use super::paint::{plain, put, select, span, top, whole, words as say};
use crate::report::changes::model::{Changes, MomentKind};
use crate::report::model::{Report, TimelineEntry};
use crate::report::{printable, words};
use crate::tui::look::{Look, Sign, Tone};
use crate::tui::state::{Run, State, Status};

/// A moment as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Moment {
    /// When.
    pub(in crate::tui) at: Timestamp,
    /// Of what sort.
    pub(in crate::tui) sort: Sort,
    /// Which object.
    pub(in crate::tui) object: String,
    /// What happened.
    pub(in crate::tui) what: String,
    /// Who did it, as far as it is known.
    pub(in crate::tui) actor: Option<String>,
    /// What it rests on.
    pub(in crate::tui) place: Option<Place>,
}

/// What a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::tui) enum Sort {
    Change,
    Symptom,
    Run,
    Said,
}

/// Where a moment is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Place {
    pub(in crate::tui) observation: String,
    pub(in crate::tui) citation: Option<String>,
    pub(in crate::tui) pointer: String,
}

/// The moments of a run, oldest first.
pub(in crate::tui) fn moments(run: &Run) -> Vec<Moment> {
    if let Some(changes) = run.changes.as_deref() {
        return told(changes);
    }
    let Some(report) = run.report.as_deref() else { return Vec::new() };
    let mut moments: Vec<Moment> = report.timeline.iter().map(|entry| of_entry(report, entry)).collect();
    for cause in &report.root_causes {
        if let Some(change) = &cause.changed_by {
            let object = words::object(&cause.object);
            // The change that explains the onset is told once, with who made it.
            moments.retain(|moment| moment.at != change.at || moment.object != object);
            moments.push(Moment {
                at: change.at,
                sort: Sort::Change,
                object: words::object(&cause.object),
                what: printable(&change.what),
                actor: change.identity.clone().or_else(|| change.manager.clone()),
                place: cited(report, &change.evidence),
            });
        }
    }
    moments.sort_by(|a, b| a.at.cmp(&b.at).then(a.sort.cmp(&b.sort)).then_with(|| a.object.cmp(&b.object)));
    moments
}

fn of_entry(report: &Report, entry: &TimelineEntry) -> Moment {
    Moment {
        at: entry.at,
        sort: if is_change(report, &entry.evidence) { Sort::Change } else { Sort::Symptom },
        object: words::object(&entry.object),
        what: printable(&entry.what),
        actor: None,
        place: cited(report, &entry.evidence),
    }
}

/// Whether a moment rests on what tells of somebody's doing.
fn is_change(report: &Report, ids: &[String]) -> bool {
    let mut cited = report.evidence.iter().filter(|evidence| ids.contains(&evidence.id));
    cited.any(|evidence| {
        let pointer = evidence.pointer.as_str();
        ["/managedFields", "/creationTimestamp", "~1revision", "/deletionTimestamp"]
            .iter()
            .any(|part| pointer.contains(part))
    })
}

fn cited(report: &Report, ids: &[String]) -> Option<Place> {
    let id = ids.first()?;
    let evidence = report.evidence.iter().find(|evidence| evidence.id == *id)?;
    Some(Place {
        observation: evidence.observation.clone(),
        citation: Some(id.clone()),
        pointer: evidence.pointer.clone(),
    })
}

fn told(changes: &Changes) -> Vec<Moment> {
    let of = |moment: &crate::report::changes::model::Moment| Moment {
        at: moment.at,
        sort: match moment.kind {
            MomentKind::Change => Sort::Change,
            MomentKind::Run => Sort::Run,
            MomentKind::State => Sort::Symptom,
            MomentKind::Event => Sort::Said,
        },
        object: words::object(&moment.object),
        what: printable(&moment.what),
        actor: moment.manager.clone(),
        place: moment.evidence.first().map(|source| Place {
            observation: source.observation.clone(),
            citation: None,
            pointer: source.pointer.clone(),
        }),
    };
    changes.moments.iter().map(of).collect()
}

/// Draws the timeline; returns the first row that is shown.
pub(super) fn draw(state: &State, area: Rect, focused: bool, buffer: &mut Buffer) -> usize {
    let look = state.look;
    let Some(run) = state.run() else {
        say(
            buffer,
            area,
            look,
            Tone::Dim,
            "Nothing was investigated yet. What happened when is listed here, with who did it.",
        );
        return 0;
    };
    let moments = moments(run);
    if moments.is_empty() {
        let text = match &run.status {
            Status::Running => format!("{} comes with the answer", look.beat(state.beat)),
            Status::Failed(_) => format!("{} the investigation failed; there is no timeline", look.sign(Sign::Failed)),
            Status::Stopped | Status::Done => {
                "no moments are part of this answer; /changes looks for all of them".to_owned()
            }
        };
        say(buffer, area, look, Tone::Dim, &text);
        return 0;
    }
    let cursor = state.timeline_row.min(moments.len() - 1);
    let shown = moments.get(cursor).map(|moment| line(moment, "", look));
    let long = shown.filter(|line| focused && line.width() > usize::from(area.width)).map(|line| plain(&line));
    let area = whole(buffer, area, &long.unwrap_or_default(), look);
    let first = top(cursor, moments.len(), area.height);
    let mut day = None;
    for (row, moment) in (0..area.height).zip(moments.iter().skip(first)) {
        let today = moment.at.strftime("%m-%d").to_string();
        let shown = if day.as_ref() == Some(&today) { "     ".to_owned() } else { today.clone() };
        day = Some(today);
        put(buffer, area, row, &line(moment, &shown, look), look);
    }
    if focused {
        select(buffer, area, cursor - first, look);
    }
    first
}

fn line(moment: &Moment, day: &str, look: Look) -> Line<'static> {
    let (sign, tone, name) = match moment.sort {
        Sort::Change => (Sign::Change, Tone::Warn, "change "),
        Sort::Symptom => (Sign::Symptom, Tone::Bad, "symptom"),
        Sort::Run => (Sign::Closed, Tone::Plain, "run    "),
        Sort::Said => (Sign::Bullet, Tone::Dim, "event  "),
    };
    let mut spans = vec![
        span(look, Tone::Dim, format!(" {day} {} ", moment.at.strftime("%H:%M:%S"))),
        span(look, tone, format!("{} {name} ", look.sign(sign))),
        Span::raw(format!("{} ", printable(&moment.object))),
        span(look, Tone::Plain, moment.what.clone()),
    ];
    if let Some(actor) = &moment.actor {
        spans.push(span(look, Tone::Dim, format!(" by {}", printable(actor))));
    }
    if let Some(citation) = moment.place.as_ref().and_then(|place| place.citation.as_ref()) {
        spans.push(span(look, Tone::Cited, format!(" [{citation}]")));
    }
    Line::from(spans)
}

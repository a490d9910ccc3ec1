//! The timeline of a subject (`sre.changes/v1`) and its faces. [`model`] is the contract.

pub mod model;

use crate::diagnosis::changes::moments::{self, Sort};
use crate::report::build::Material;
use crate::report::markdown::escape::{cell, prose};
use crate::report::model::{ObjectRef, Report};
use crate::report::words;
use model::{Changes, Moment, MomentKind, SCHEMA, Source};

/// Moments that are kept at most; the newest explain the present.
const MOST: usize = 500;

/// The moments since `from`. `report` is what the same run concluded: scope, source, figures and what was not seen are
/// taken from there.
pub fn of(material: &Material<'_>, report: &Report, from: Option<jiff::Timestamp>) -> Changes {
    let clear = material.unclear.is_none();
    let mut all = if clear { moments::since(material.subject, material.graph, from) } else { Vec::new() };
    let left_out = all.len().saturating_sub(MOST);
    all.drain(..left_out);
    let object = |key: &crate::evidence::entity::EntityKey| -> ObjectRef { key.object_ref(None) };
    Changes {
        schema: SCHEMA.to_owned(),
        subject: report.subject.clone(),
        unclear: material.unclear.map(|unclear| words::capital(&format!("{}.", unclear.why))),
        candidates: report.candidates.clone(),
        cluster: report.cluster.clone(),
        from,
        moments: all
            .into_iter()
            .map(|moment| Moment {
                at: moment.at,
                object: object(&moment.entity),
                kind: match moment.sort {
                    Sort::Change => MomentKind::Change,
                    Sort::Run => MomentKind::Run,
                    Sort::State => MomentKind::State,
                    Sort::Event => MomentKind::Event,
                },
                what: words::clipped(&moment.what, 400),
                manager: moment.manager,
                evidence: moment
                    .facts
                    .iter()
                    .map(|fact| Source {
                        observation: fact.observation.to_string(),
                        pointer: fact.pointer.clone(),
                        excerpt: words::clipped(&fact.excerpt, 400),
                    })
                    .collect(),
            })
            .collect(),
        left_out: left_out as u64,
        not_seen: report.not_seen.iter().filter(|seen| !seen.why.starts_with("no rule")).cloned().collect(),
        stats: report.stats.clone(),
    }
}

/// What a moment says, with the program behind it.
pub(in crate::report) fn told(moment: &Moment) -> String {
    match &moment.manager {
        Some(manager) => format!("{} (manager {manager})", moment.what),
        None => moment.what.clone(),
    }
}

/// The sentence at the top.
pub(in crate::report) fn heading(changes: &Changes) -> String {
    if let Some(unclear) = &changes.unclear {
        return unclear.clone();
    }
    let since = match changes.from {
        Some(from) => format!(" since {}", words::minute(from)),
        None => String::new(),
    };
    let subject = words::subject(&changes.subject);
    let count = changes.moments.len() as u64 + changes.left_out;
    match count {
        0 => format!("Nothing is known to have happened to {subject}{since}."),
        _ => format!("{} of {subject}{since}, the newest last.", words::count(count, "moment")),
    }
}

/// The timeline as Markdown, ending with a newline.
pub fn markdown(changes: &Changes) -> String {
    let mut text = format!("## Changes\n\n{}\n", prose(&heading(changes)));
    if !changes.moments.is_empty() {
        text.push_str("\n| When | Object | What | Manager |\n| --- | --- | --- | --- |\n");
        for moment in &changes.moments {
            text.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                words::second(moment.at),
                cell(&words::object(&moment.object)),
                cell(&moment.what),
                cell(moment.manager.as_deref().unwrap_or_default()),
            ));
        }
    }
    for line in words::not_seen(&changes.not_seen) {
        text.push_str(&format!("\n- not seen: {}", prose(&line)));
    }
    text.push_str(&format!("\n{}\n", prose(&words::cost(&changes.stats))));
    text
}

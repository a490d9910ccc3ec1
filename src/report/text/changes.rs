//! A timeline as a person reads it: the newest moment last, where the eye is.

use super::TextOptions;
use super::cause::INDENTED;
use super::page::{Page, Row};
use super::rest::not_seen_lines;
use super::style::Role;
use crate::report::changes::model::{Changes, MomentKind};
use crate::report::changes::{heading, told};
use crate::report::model::Scope;
use crate::report::words;

/// Moments that are shown; all are in the data formats.
const SHOWN: usize = 80;
/// Things that could not be seen, in lines.
const UNSEEN: usize = 8;
/// Characters of one moment.
const CLIPPED: usize = 240;

/// The timeline as text, ending with a newline.
pub fn render_changes(changes: &Changes, options: &TextOptions) -> String {
    let mut page = Page::new(options.width.clamp(40, 160));
    super::answer::origin(&mut page, &changes.cluster);
    page.gap();
    page.paragraph(0, &heading(changes), Role::Strong);
    if !changes.candidates.is_empty() {
        page.heading("DID YOU MEAN");
        changes.candidates.iter().for_each(|each| page.hanging(2, "", &words::object(each), Role::Plain));
    }
    moments(&mut page, changes);
    not_seen_lines(&mut page, &words::not_seen(&changes.not_seen), UNSEEN);
    page.gap();
    page.paragraph(0, &words::cost(&changes.stats), Role::Faint);
    page.finish(options.color)
}

fn moments(page: &mut Page, changes: &Changes) {
    let home = match changes.subject.scope {
        Scope::Namespace => changes.subject.objects.first().map(|ns| ns.name.as_str()),
        Scope::Object => changes.subject.objects.first().and_then(|object| object.namespace.as_deref()),
        Scope::Cluster => None,
    };
    let hidden = changes.moments.len().saturating_sub(SHOWN);
    let shown = changes.moments.get(hidden..).unwrap_or_default();
    let cites: Vec<Vec<String>> = shown
        .iter()
        .map(|moment| moment.evidence.first().map(|place| place.observation.clone()).into_iter().collect())
        .collect();
    let rows: Vec<Row<'_>> = shown
        .iter()
        .zip(&cites)
        .map(|(moment, cites)| Row {
            label: words::moment(moment.at, changes.cluster.as_of),
            label_role: if moment.kind == MomentKind::Change { Role::Strong } else { Role::Plain },
            text: words::clipped(&format!("{}: {}", words::object_near(&moment.object, home), told(moment)), CLIPPED),
            cites,
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    page.gap();
    if hidden as u64 + changes.left_out > 0 {
        let more = words::count(hidden as u64 + changes.left_out, "older moment");
        page.paragraph(2, &format!("{more} left out; -o json has more, --since less"), Role::Faint);
    }
    page.table(INDENTED, &rows);
}

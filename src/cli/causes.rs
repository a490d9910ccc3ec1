//! `sre causes [CODE]`: the causes that the program can prove, as a list or one in full.

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes;
use crate::error::{Error, Result};
use crate::report::text::wrap::wrap;

#[derive(Debug, Args)]
pub(super) struct CausesArgs {
    /// Explain this one: what it is, what proves it, what it is mistaken for, how to mend it
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

#[derive(Serialize)]
struct Page {
    code: &'static str,
    category: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
    object: &'static str,
}

impl From<&Cause> for Page {
    fn from(cause: &Cause) -> Self {
        let Cause { code, category, object, about, proof, mistaken_for, fix, depth: _ } = *cause;
        Self { code, category, about, proof, mistaken_for, fix, object }
    }
}

pub(super) fn run(args: &CausesArgs, context: &Context) -> Result<String> {
    let all = causes::all();
    if let Some(code) = &args.code {
        let page = Page::from(find(&all, code)?);
        return printed(context, &page, || explained(&page, context.width()));
    }
    let pages: Vec<Page> = all.iter().map(|cause| Page::from(*cause)).collect();
    printed(context, &pages, || listed(&pages, context))
}

fn listed(pages: &[Page], context: &Context) -> String {
    let mut table = Table::new(["CODE", "CATEGORY", "WHAT IT IS"]);
    for page in pages {
        let sentence = page.about.split_once(". ").map_or(page.about, |(first, _)| first);
        table.row([page.code, page.category, sentence.trim_end_matches('.')]);
    }
    table.render(context.cut_width())
}

fn explained(page: &Page, width: usize) -> String {
    let mut lines = vec![format!("{}  {}", page.code, page.category)];
    let sections = [
        ("WHAT IT IS", page.about),
        ("WHAT PROVES IT", page.proof),
        ("WHAT IT IS MISTAKEN FOR", page.mistaken_for),
        ("HOW TO MEND IT", page.fix),
        ("WHAT MUST CHANGE", page.object),
    ];
    for (heading, words) in sections.into_iter().filter(|(_, words)| !words.is_empty()) {
        lines.extend([String::new(), heading.to_owned()]);
        lines.extend(wrap(words, width.saturating_sub(2)).into_iter().map(|line| format!("  {line}")));
    }
    lines.join("\n") + "\n"
}

/// The cause of this code, whatever its case.
fn find<'a>(all: &[&'a Cause], code: &str) -> Result<&'a Cause> {
    if let Some(cause) = all.iter().find(|cause| cause.code.eq_ignore_ascii_case(code)) {
        return Ok(cause);
    }
    let likeness = |cause: &Cause| strsim::jaro_winkler(&cause.code.to_lowercase(), &code.to_lowercase());
    let nearest = all.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|cause| likeness(cause) > 0.8);
    let error = Error::usage(format!("there is no cause `{code}`"));
    Err(match nearest {
        Some(cause) => error.hint(format!("did you mean `{}`?", cause.code)),
        None => error.hint("`sre causes` lists them"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::catalogue::Depth;

    const CAUSE: Cause = Cause {
        code: "ImageNotFound",
        category: "image",
        object: "app",
        about: "The registry has no such image. Nothing can start.",
        proof: "the kubelet's words",
        mistaken_for: "a registry that cannot be reached",
        fix: "name a tag that exists",
        depth: Depth::Root,
    };

    #[test]
    fn codes_are_found_whatever_their_case_and_guessed_when_misspelt() {
        assert_eq!(find(&[&CAUSE], "imagenotfound").unwrap(), &CAUSE);
        assert_eq!(find(&[&CAUSE], "ImageNotFond").unwrap_err().hints(), ["did you mean `ImageNotFound`?"]);
        assert_eq!(find(&[&CAUSE], "x").unwrap_err().hints(), ["`sre causes` lists them"]);
    }

    #[test]
    fn a_page_has_every_part_and_fits() {
        let text = explained(&Page::from(&CAUSE), 40);
        for part in [CAUSE.code, CAUSE.category, CAUSE.proof, CAUSE.fix, "  app\n"] {
            assert!(text.contains(part), "{part}");
        }
        assert!(text.lines().all(|line| line.len() <= 40), "{text}");
    }
}

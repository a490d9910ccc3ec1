//! `sre causes [CODE]`: the causes that the program can prove, as a list or one in full.

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::diagnosis::catalogue::{Cause, Depth};
use crate::diagnosis::causes::{self, pages};
use crate::error::{Error, Result};
use crate::report::text::wrap::wrap;

#[derive(Debug, Args)]
pub(super) struct CausesArgs {
    /// Explain this one: what it is, what proves it, what it is mistaken for, how to mend it
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// List those whose page has this word
    #[arg(long, value_name = "WORD", conflicts_with = "code")]
    search: Option<String>,
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
    /// How far it lies from the symptom.
    depth: &'static str,
    /// Causes that it is told apart from.
    looks_like: Vec<&'static str>,
    /// Commands that show it; they only look.
    by_hand: &'static [&'static str],
}

impl Page {
    fn of(cause: &Cause, all: &[&Cause]) -> Self {
        let Cause { code, category, object, about, proof, mistaken_for, fix, depth } = *cause;
        let depth = match depth {
            Depth::Root => "what a person can change",
            Depth::Mechanism => "what happened; why is a question of its own",
            Depth::Surface => "a controller's word for it; what lies deeper is told first",
        };
        let looks_like = pages::looks_like(cause, all).into_iter().map(|other| other.code).collect();
        let by_hand = pages::family(category).by_hand;
        Self { code, category, about, proof, mistaken_for, fix, object, depth, looks_like, by_hand }
    }

    fn has(&self, word: &str) -> bool {
        let texts = [self.code, self.category, self.about, self.proof, self.mistaken_for, self.fix, self.object];
        texts.iter().any(|text| text.to_lowercase().contains(word))
    }
}

pub(super) fn run(args: &CausesArgs, context: &Context) -> Result<String> {
    let all = causes::all();
    if let Some(code) = &args.code {
        let page = Page::of(find(&all, code)?, &all);
        return printed(context, &page, || explained(&page, &all, context.width()));
    }
    let word = args.search.as_deref().unwrap_or_default().trim().to_lowercase();
    let mut pages: Vec<Page> = all.iter().map(|cause| Page::of(cause, &all)).filter(|page| page.has(&word)).collect();
    pages.sort_by_key(|page| pages::place(page.category));
    if pages.is_empty() {
        let error = Error::usage(format!("no cause speaks of `{word}`"));
        return Err(error.hint("`sre causes` lists them all"));
    }
    printed(context, &pages, || listed(&pages, context))
}

/// Family by family, each under its heading.
fn listed(pages: &[Page], context: &Context) -> String {
    let mut text = String::new();
    let widest = pages.iter().map(|page| page.code.len()).max().unwrap_or(0);
    for family in pages.chunk_by(|one, next| one.category == next.category) {
        let Some(first) = family.first() else { continue };
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}: {}\n", first.category, pages::family(first.category).about));
        let mut table = Table::bare();
        for page in family {
            table.row([&format!("  {:widest$}", page.code), first_sentence(page.about)]);
        }
        text.push_str(&table.render(context.cut_width()));
    }
    text
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

fn explained(page: &Page, all: &[&Cause], width: usize) -> String {
    let mut lines = vec![format!("{}  {}", page.code, page.category)];
    let sections = [
        ("WHAT IT IS", page.about),
        ("WHAT PROVES IT", page.proof),
        ("WHAT IT IS MISTAKEN FOR", page.mistaken_for),
        ("HOW TO MEND IT", page.fix),
        ("WHAT MUST CHANGE", page.object),
        ("HOW DEEP IT LIES", page.depth),
    ];
    for (heading, words) in sections.into_iter().filter(|(_, words)| !words.is_empty()) {
        lines.extend([String::new(), heading.to_owned()]);
        lines.extend(wrap(words, width.saturating_sub(2)).into_iter().map(|line| format!("  {line}")));
    }
    if !page.looks_like.is_empty() {
        lines.extend([String::new(), "TOLD APART FROM".to_owned()]);
        for code in &page.looks_like {
            let about = all.iter().find(|cause| cause.code == *code).map_or("", |cause| first_sentence(cause.about));
            let text = format!("{code}: {about}.");
            lines.extend(wrap(&text, width.saturating_sub(2)).into_iter().map(|line| format!("  {line}")));
        }
    }
    lines.extend([String::new(), "TO LOOK BY HAND".to_owned()]);
    lines.extend(page.by_hand.iter().map(|command| format!("  {command}")));
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
        let text = explained(&Page::of(&CAUSE, &[&CAUSE]), &[&CAUSE], 40);
        for part in [CAUSE.code, CAUSE.category, CAUSE.proof, CAUSE.fix, "  app\n", "TO LOOK BY HAND\n  kubectl "] {
            assert!(text.contains(part), "{part}");
        }
        // Commands are there to be copied.
        assert!(text.lines().all(|line| line.len() <= 40 || line.starts_with("  kubectl ")), "{text}");
    }
}

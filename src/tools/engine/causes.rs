//! `causes`: what the engine can prove, and the page of one cause.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::{self, pages};
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "causes",
    "Explains a cause of the catalogue: what it is, what proves it, what it is mistaken for, how to mend \
     it; or lists codes.",
    |arguments, context| Box::pin(std::future::ready(run(&arguments, context))),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The code of a cause; without it codes are listed
    code: Option<String>,
    /// List only causes whose page has this word
    search: Option<String>,
}

fn run(arguments: &Arguments, _: &Context) -> Result<Page, Wrong> {
    let all = causes::all();
    let mut page = Page::default();
    if let Some(code) = &arguments.code {
        let Some(cause) = all.iter().find(|cause| cause.code.eq_ignore_ascii_case(code)) else {
            let near = find::nearest(code, all.iter().map(|cause| cause.code));
            let right = find::near_or(&near, "`search` finds causes by a word");
            return Err(Wrong::new(format!("there is no cause `{code}`"), right));
        };
        explain(cause, &all, &mut page);
        return Ok(page);
    }
    let word = arguments.search.as_deref().unwrap_or_default().to_lowercase();
    let has = |cause: &Cause| {
        let texts = [cause.code, cause.category, cause.about, cause.proof, cause.mistaken_for, cause.fix];
        texts.iter().any(|text| text.to_lowercase().contains(&word))
    };
    let found: Vec<&&Cause> = all.iter().filter(|cause| has(cause)).collect();
    page.line(0, format!("{} of {} causes", found.len(), all.len()));
    for cause in found {
        let about = cause.about.split_once(". ").map_or(cause.about, |(first, _)| first);
        page.line(1, format!("{} ({}): {about}", cause.code, cause.category));
    }
    Ok(page)
}

fn explain(cause: &Cause, all: &[&Cause], page: &mut Page) {
    page.line(0, format!("{} ({}), at: {}", cause.code, cause.category, cause.object));
    let parts = [
        ("what it is", cause.about),
        ("what proves it", cause.proof),
        ("what it is mistaken for", cause.mistaken_for),
        ("how to mend it", cause.fix),
    ];
    for (what, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        page.line(1, format!("{what}: {text}"));
    }
    let others: Vec<&str> = pages::looks_like(cause, all).into_iter().map(|other| other.code).collect();
    if !others.is_empty() {
        page.line(1, format!("told apart from: {}", others.join(", ")));
    }
}

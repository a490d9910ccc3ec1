//! `quota`: what a namespace may use, and what it sets for those who say nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnosis::objects::quantities::Quantity;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// Values of a range that are shown.
const VALUES: usize = 30;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "quota",
    "Shows quotas with what is used of them, and limit ranges, of a namespace or of all.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place = find::scope(arguments.namespace.as_ref(), context)?;
    let graph = context.lists(&[&kinds::RESOURCE_QUOTA, &kinds::LIMIT_RANGE], place, &mut page).await;
    let quotas: Vec<_> = graph.of_kind(&kinds::RESOURCE_QUOTA).collect();
    let ranges: Vec<_> = graph.of_kind(&kinds::LIMIT_RANGE).collect();
    page.line(0, format!("{}, {}", counted(quotas.len(), "quota"), counted(ranges.len(), "limit range")));
    for object in quotas {
        let view = View::root(&graph, object);
        page.line(0, format!("quota {}", object.key.path()));
        for (resource, hard) in view.entries("/status/hard") {
            let used = view.key_at("/status/used", resource);
            let amount = |place: Option<&View<'_>>| place.and_then(|place| Quantity::of(place.value()));
            let (has, takes) = (amount(Some(&hard)), amount(used.as_ref()));
            let text = |it: Option<Quantity>| it.map_or_else(|| "?".to_owned(), |it| it.show(resource));
            let full = matches!((has, takes), (Some(has), Some(takes)) if takes >= has);
            page.line(
                1,
                format!("{resource}: {} of {}{}", text(takes), text(has), if full { ", used up" } else { "" }),
            );
        }
    }
    for object in ranges {
        page.line(0, format!("limit range {}, in {}", object.key.path(), object.observation));
        if let Some(limits) = View::root(&graph, object).at("/spec/limits") {
            show::outline(limits.value(), "/spec/limits", VALUES, &mut page);
        }
    }
    Ok(page)
}

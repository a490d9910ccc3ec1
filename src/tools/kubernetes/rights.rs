//! `rights`: who the program is to the cluster, and what of its reads it may make.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::evidence::declared;
use crate::evidence::observation::Body;
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "rights",
    "Tells who we are to the cluster and which of our reads it does not allow: what cannot be seen, and \
     what is missed by it.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The namespace that is asked about; without it that of the question, else default
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place = find::scope(arguments.namespace.as_ref(), context)?.unwrap_or("default");
    if context.cluster.server.is_none() {
        page.line(0, "the source is a recording: what was collected may be read, what was not is not seen");
        return Ok(page);
    }
    match context.rights.whoami().await {
        Ok(who) => page.line(0, format!("we are {}, of {}", who.username, who.groups.join(", "))),
        Err(trouble) => page.line(0, format!("who we are is not known: {}", trouble.why())),
    }
    let rules = match context.rights.rules(place).await {
        Ok(rules) => rules,
        Err(trouble) => {
            page.line(0, format!("what we may do in {place} is not known: {}", trouble.why()));
            return Ok(page);
        }
    };
    let (mut allowed, mut denied) = (0, Vec::new());
    for read in declared::READS {
        let missing: Vec<&str> =
            read.verbs.iter().copied().filter(|verb| !rules.allows(verb, &read.kind.group, &read.resource())).collect();
        if missing.is_empty() {
            allowed += 1;
        } else {
            denied.push(format!("{} {}: {}", missing.join(", "), read.full_name(), read.blind));
        }
    }
    page.line(0, format!("in {place}, {allowed} of {} reads are allowed", declared::READS.len()));
    for line in denied {
        page.line(1, format!("not allowed: {line}"));
    }
    if rules.incomplete {
        page.line(0, format!("the server could not list all rights, more may be allowed: {}", rules.evaluation_error));
    }
    let text: String = page.lines().iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    let (request, label) = (format!("ASK rights in {place}"), format!("our rights in {place}"));
    let id = context.keep(request, label, "kubernetes", Body::Text(text.into())).await;
    if let Some(observation) = context.reader.observation(id) {
        page.saw(&observation);
    }
    Ok(page)
}

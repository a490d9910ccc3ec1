//! Whether the model that a person named can do what agents need. A model that cannot be asked keeps nobody from an
//! answer: the engine gives one by itself.

use http::Uri;

use super::checks::Checks;
use super::examine::Options;
use super::model::{Area, Check, Status};
use crate::clock::Clock;
use crate::config::llm::{KeySource, Llm, Model, Role};
use crate::error::Result;
use crate::llm::{Ability, Client, Probe, Windows};
use crate::transport::audit::Audit;

/// Probes the models that are named. `tell` is told whom the questions go to before they do.
pub async fn models(llm: &Llm, options: &Options, checks: &mut Checks, tell: impl Fn(&str)) -> Result<()> {
    let audit = match &options.audit {
        Some(path) => Audit::file(path, Clock::Wall)?,
        None => Audit::counting(Clock::Wall),
    };
    let mut asked: Vec<&Model> = Vec::new();
    for (role, model) in Role::ALL.into_iter().filter_map(|role| Some((role, llm.model(role)?))) {
        if !asked.iter().any(|known| same(known, model)) {
            asked.push(model);
            let name = model.name.value.as_deref().unwrap_or_default();
            tell(&format!("asking the model {name} of the {role} at {}", model.base_url.value));
            let probing = probe(model, &audit);
            let check = match tokio::time::timeout(options.deadline, probing).await {
                Ok(check) => check,
                Err(_) => Check::warning(Area::Model, format!("the model {name} did not answer in time"))
                    .because(FOLLOWS)
                    .advise("`limits.deadline` sets how long the checks may take"),
            };
            checks.add(check);
        }
    }
    if asked.is_empty() {
        let none = Check::new(Area::Model, Status::Skipped, "no model is named, so the engine answers alone");
        checks.add(none.advise("`--model`, SRE_LLM_MODEL or `llm.model` names one"));
    }
    checks.stats.requests += audit.flush().requests;
    Ok(())
}

const FOLLOWS: &str = "the engine answers alone as long as that is so";

/// Two roles that ask the same model in the same way need one probe.
fn same(one: &Model, other: &Model) -> bool {
    one.name.value == other.name.value
        && one.base_url.value == other.base_url.value
        && one.key.value == other.key.value
        && one.tool_mode.value == other.tool_mode.value
}

async fn probe(model: &Model, audit: &Audit) -> Check {
    let probe = match Client::new(model, audit) {
        Ok(client) => client.probe().await,
        Err(failure) => return Check { status: Status::Warning, ..Check::of_error(Area::Model, &failure.into()) },
    };
    Windows::of_user().learn(model, &probe.models);
    let check = match &probe.answered {
        Ok(()) => answered(model, &probe),
        Err(failure) => {
            let check = Check::of_error(Area::Model, &failure.clone().into());
            Check { status: Status::Warning, ..check.because(FOLLOWS) }
        }
    };
    check.list(cautions(model))
}

fn answered(model: &Model, probe: &Probe) -> Check {
    let name = model.name.value.as_deref().unwrap_or_default();
    let whole = !matches!((&probe.tools, &probe.json), (Ability::Yes, Ability::Yes));
    let what = format!("the model {name} at {} answers", model.base_url.value);
    let check = if whole { Check::warning(Area::Model, what) } else { Check::ok(Area::Model, what) };
    let tools = if probe.tools_in_text { "tool calls, as JSON in the text" } else { "tool calls" };
    let details = [("streaming", &probe.streaming), (tools, &probe.tools), ("JSON answers", &probe.json)];
    let mut check = check.list(details.map(|(name, ability)| said(name, ability)));
    check = check.list([match probe.context_window {
        Some(tokens) => format!("context: {tokens} tokens"),
        None => "context: not told; `llm.context_window` sets it".to_owned(),
    }]);
    if probe.listed == Some(false) {
        check = check.list([format!("its endpoint does not list {name}; `sre models` shows what it lists")]);
    }
    if matches!(probe.tools, Ability::No(_)) && !probe.tools_in_text {
        check = check.advise("try `llm.tool_mode = \"json\"`, or a model that was trained to call tools");
    }
    check
}

fn said(name: &str, ability: &Ability) -> String {
    match ability {
        Ability::Yes => format!("{name}: yes"),
        Ability::No(why) => format!("{name}: no, {why}"),
        Ability::Untried => format!("{name}: not tried"),
    }
}

/// What a person should know about where evidence and keys would go.
fn cautions(model: &Model) -> Vec<String> {
    let mut cautions: Vec<String> = Vec::new();
    cautions.extend(model.left_behind.iter().map(|what| format!("{what} is for another host and is not sent")));
    let address: Option<Uri> = model.base_url.value.parse().ok();
    let plain = address.as_ref().is_some_and(|address| address.scheme_str() == Some("http"));
    let host = address.as_ref().and_then(Uri::host).unwrap_or_default();
    let here = host == "localhost" || host == "[::1]" || host.starts_with("127.");
    if plain && !here {
        let key = if model.key.value == KeySource::None { "" } else { ", and so does the key" };
        cautions.push(format!("its address is plain http: evidence travels without encryption{key}"));
    }
    cautions
}

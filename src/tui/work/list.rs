//! Short lists: the contexts of the kubeconfig, the models of the endpoint.

use std::sync::Arc;

use tokio::sync::mpsc::Sender;

use super::{Setup, health, send, shown};
use crate::clock::Clock;
use crate::config::Origin;
use crate::error::{Error, ErrorKind, Result};
use crate::llm::Client;
use crate::transport::audit::Audit;
use crate::tui::intent::{Job, Message};
use crate::tui::state::Place;

/// Lists the contexts.
pub(super) async fn contexts(job: Job, place: Place, messages: Sender<Message>) {
    let names = health::contexts(&place);
    let text = if names.is_empty() {
        format!("questions go to {}; there is no other context to go to", place.label())
    } else {
        format!("contexts:\n  {}", names.join("\n  "))
    };
    send(&messages, Message::Shown(job, Ok(text))).await;
}

/// Lists the models.
pub(super) async fn models(job: Job, setup: Arc<Setup>, messages: Sender<Message>) {
    send(&messages, Message::Shown(job, shown(listed(&setup).await))).await;
}

async fn listed(setup: &Setup) -> Result<String> {
    let mut model = setup.llm.lead.clone();
    if model.name.value.is_none() && model.base_url.origin == Origin::Default {
        return Err(Error::new(ErrorKind::Config, "no endpoint is configured, so none is asked")
            .hint("name one with SRE_LLM_BASE_URL or `llm.base_url` in the config file"));
    }
    model.name.value.get_or_insert_with(|| "none".to_owned());
    let audit = match &setup.options.audit {
        Some(path) => Audit::file(path, Clock::Wall)?,
        None => Audit::counting(Clock::Wall),
    };
    let models = Client::new(&model, &audit)?.models().await?;
    audit.flush();
    let names: Vec<&str> = models.iter().map(|model| model.id.as_str()).collect();
    Ok(format!("models of {}:\n  {}", model.base_url.value, names.join("\n  ")))
}

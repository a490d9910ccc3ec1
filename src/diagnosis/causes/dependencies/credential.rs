//! Where a container takes its credentials from: by the names of settings only, values are never read.

use crate::diagnosis::advice;
use crate::diagnosis::case::Finding;
use crate::diagnosis::causes::dependencies::gather::Heard;
use crate::diagnosis::hypothesis::{Hypothesis, command};
use crate::evidence::fact::Fact;
use crate::evidence::kinds;

/// Words by which a setting speaks of a password.
const PASSWORDS: &[&str] = &["password", "passwd", "pass", "pwd", "secret", "token", "credential"];
/// Words by which it speaks of a whole address with the password in it.
const ADDRESSES: &[&str] = &["database_url", "db_url", "dsn", "connection_string", "connectionstring", "_uri", "_url"];

/// A place that brings credentials.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is, for a sentence: `key password of Secret db (variable DB_PASSWORD)`.
    pub words: String,
    /// The place.
    pub fact: Fact,
    /// The pointer below the container.
    pub pointer: String,
    /// The Secret and its key, where a Secret brings it.
    pub secret: Option<(String, Option<String>)>,
}

/// The sources of a container's credentials, the likeliest first.
pub fn sources(finding: &Finding<'_, '_>) -> Vec<Source> {
    let mut found = Vec::new();
    for words in [PASSWORDS, ADDRESSES] {
        found.extend(variables(finding, words));
    }
    let envs = finding.container.spec.items("/envFrom");
    for (at, from) in envs.iter().enumerate() {
        let Some(name) = from.at("/secretRef/name") else { continue };
        let secret = name.str().unwrap_or_default().to_owned();
        found.push(Source {
            words: format!("Secret {secret} (envFrom)"),
            fact: name.spec(),
            pointer: format!("/envFrom/{at}/secretRef/name"),
            secret: Some((secret, None)),
        });
    }
    found
}

fn variables(finding: &Finding<'_, '_>, words: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for (at, variable) in finding.container.spec.items("/env").iter().enumerate() {
        let name = variable.str_at("/name").unwrap_or_default();
        let lower = name.to_lowercase();
        if !words.iter().any(|word| lower.contains(word)) {
            continue;
        }
        if let Some(key) = variable.at("/valueFrom/secretKeyRef/key") {
            let secret = variable.str_at("/valueFrom/secretKeyRef/name").unwrap_or_default().to_owned();
            let what = key.str().unwrap_or_default().to_owned();
            found.push(Source {
                words: format!("key {what} of Secret {secret} (variable {name})"),
                fact: key.spec(),
                pointer: format!("/env/{at}/valueFrom/secretKeyRef"),
                secret: Some((secret, Some(what))),
            });
        } else if let Some(place) = variable.at("/name").filter(|_| variable.at("/value").is_some()) {
            // The value is a password: its name is cited.
            let words = format!("variable {name}, whose value stands in the manifest");
            found.push(Source { words, fact: place.spec(), pointer: format!("/env/{at}/value"), secret: None });
        }
    }
    found
}

/// The way to mend it.
pub fn advise(heard: &Heard<'_, '_>, source: Option<&Source>, hypothesis: Hypothesis) -> Hypothesis {
    let key = &heard.finding.app.key;
    let hypothesis = match source.and_then(|source| source.secret.as_ref()) {
        Some((secret, Some(item))) => {
            let restart = if key.is(&kinds::DEPLOYMENT) || key.is(&kinds::STATEFUL_SET) || key.is(&kinds::DAEMON_SET) {
                format!(" && {} rollout restart {}", advice::kubectl(key), advice::kubectl_name(key))
            } else {
                String::new()
            };
            hypothesis.advise(command(
                format!("Write the password that the store knows into key {item} of Secret {secret}, then restart the app; or set the store's password to that one."),
                format!(
                    "{} patch secret {secret} --type=merge -p \"{{\\\"stringData\\\":{{\\\"{item}\\\":\\\"$PASSWORD\\\"}}}}\"{restart}",
                    advice::kubectl(key)
                ),
                "other apps that use this Secret get the new value when they restart",
            ))
        }
        Some((secret, None)) => hypothesis.advise(heard.edit(&format!(
            "Bring the credentials in Secret {secret} and those that the store knows together, then restart the app."
        ))),
        None => hypothesis.advise(heard.edit("Correct the user or the password that the app presents to the store.")),
    };
    hypothesis.advise(heard.read_log("Read which user the store turns away, and from when on: what was rotated then?"))
}

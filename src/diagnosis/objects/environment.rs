//! The environment of a container as far as it can be told: values in its spec, and what a bundle tells of the settings
//! that it takes from Secrets (hosts and ports, of anything else a tag).

use crate::diagnosis::objects::container::Container;
use crate::evidence::documents::SECRET_SETTINGS;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A variable whose value, or a tag of it, is known.
#[derive(Debug, Clone)]
pub struct Variable<'g> {
    /// Its name.
    pub name: String,
    /// Its value, or what stands for it.
    pub text: &'g str,
    /// The place that says so.
    pub fact: Fact,
    /// The pointer below the container that brings it.
    pub pointer: String,
    /// The Secret that it comes from.
    pub secret: Option<EntityKey>,
}

/// Everything that is told of a container's environment: its own values first.
pub fn told<'g>(container: &Container<'g>) -> Vec<Variable<'g>> {
    let own = container.spec.items("/env").into_iter().enumerate().filter_map(|(at, variable)| {
        let value = variable.at("/value")?;
        Some(Variable {
            name: variable.str_at("/name")?.to_owned(),
            text: value.str().unwrap_or_default(),
            fact: value.spec(),
            pointer: format!("/env/{at}/value"),
            secret: None,
        })
    });
    own.chain(of_secrets(container)).collect()
}

/// Whether a container takes settings from Secrets.
pub fn takes_from_secrets(container: &Container<'_>) -> bool {
    container.spec.items("/envFrom").iter().any(|from| from.at("/secretRef/name").is_some())
        || container.spec.items("/env").iter().any(|variable| variable.at("/valueFrom/secretKeyRef/name").is_some())
}

/// The variables that Secrets bring, where a bundle tells of them. What the spec sets itself wins.
pub fn of_secrets<'g>(container: &Container<'g>) -> Vec<Variable<'g>> {
    let namespace = container.pod().ns();
    let Some(document) = container.spec.graph().document(&format!("{SECRET_SETTINGS}{namespace}")) else {
        return Vec::new();
    };
    let Some(secrets) = document.at("/secrets") else { return Vec::new() };
    let one = |secret: &str, name: String, value: &View<'g>, pointer: String| {
        let key = EntityKey::new(&kinds::SECRET, Some(namespace), secret);
        let text = value.str()?;
        Some(Variable { name, text, fact: value.spec().about(&key), pointer, secret: Some(key) })
    };
    let env = container.spec.items("/env");
    let mut found = Vec::new();
    for (at, variable) in env.iter().enumerate() {
        let Some(name) = variable.str_at("/name") else { continue };
        let Some(secret) = variable.str_at("/valueFrom/secretKeyRef/name") else { continue };
        let key = variable.str_at("/valueFrom/secretKeyRef/key").unwrap_or_default();
        let value = secrets.key_at("", secret).and_then(|held| held.key_at("", key));
        let pointer = format!("/env/{at}/valueFrom/secretKeyRef");
        found.extend(value.and_then(|value| one(secret, name.to_owned(), &value, pointer)));
    }
    for (at, from) in container.spec.items("/envFrom").iter().enumerate() {
        let Some(secret) = from.str_at("/secretRef/name") else { continue };
        let prefix = from.str_at("/prefix").unwrap_or_default();
        let Some(held) = secrets.key_at("", secret) else { continue };
        for (key, value) in held.entries("") {
            let name = format!("{prefix}{key}");
            if !env.iter().any(|variable| variable.str_at("/name") == Some(&*name)) {
                found.extend(one(secret, name, &value, format!("/envFrom/{at}/secretRef/name")));
            }
        }
    }
    found
}

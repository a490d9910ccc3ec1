//! What a kubeconfig says about how we log in, as far as a person should know it before it happens: the kind of
//! credential, the plugin that would run, as whom we act, and what is not checked.
//!
//! Nothing is run or opened here but files that the kubeconfig names. No secret leaves: a token is looked into for the
//! name in it, and plugins are shown without the values of their environment.

use std::path::Path;

use kube::config::{AuthInfo, Cluster, ExecConfig};
use serde_json::Value;

use crate::cluster::credential::Credential;
use crate::cluster::kubeconfig;
use crate::transport::redact::{Redactor, base64};

/// The login of a context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// The user's entry in the kubeconfig.
    pub user: Option<String>,
    /// The kind of credential, for a sentence.
    pub with: String,
    /// The name inside of the credential, where it can be read without a key. Nobody has checked it.
    pub claims: Option<String>,
    /// The plugin that is run for it.
    pub plugin: Option<Plugin>,
    /// As whom we act.
    pub impersonates: Vec<String>,
    /// Whether the server's certificate is not checked.
    pub insecure: bool,
    /// The proxy on the way.
    pub proxy: Option<String>,
}

/// A program that the kubeconfig has run for a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// Command and arguments, redacted.
    pub command: String,
    /// Names of the variables that are set for it.
    pub variables: Vec<String>,
}

/// The longest token file that is looked into.
const LONGEST_TOKEN: u64 = 64 * 1024;

/// The login of a context, else of the current one. None where there is no such kubeconfig or context: opening the
/// cluster says why.
pub fn of(context: Option<&str>, path: Option<&Path>) -> Option<Login> {
    let (kubeconfig, _) = kubeconfig::read(path).ok()??;
    let name = context.or(kubeconfig.current_context.as_deref())?;
    let context = kubeconfig.contexts.iter().find(|one| one.name == name)?.context.as_ref()?;
    let cluster = kubeconfig.clusters.iter().find(|one| one.name == context.cluster)?.cluster.as_ref()?;
    let user = kubeconfig.auth_infos.iter().find(|one| Some(&one.name) == context.user.as_ref());
    Some(login(cluster, context.user.as_deref(), user.and_then(|user| user.auth_info.as_ref())))
}

fn login(cluster: &Cluster, name: Option<&str>, user: Option<&AuthInfo>) -> Login {
    let redactor = Redactor::default();
    let none = AuthInfo::default();
    let user = user.unwrap_or(&none);
    let credential = Credential::of(user);
    let is_plugin = matches!(credential, Credential::Plugin { .. });
    Login {
        user: name.filter(|name| !name.is_empty()).map(str::to_owned),
        with: credential.name(),
        claims: token(user).as_deref().and_then(subject),
        plugin: user.exec.as_ref().filter(|_| is_plugin).map(|exec| plugin(exec, &redactor)),
        impersonates: impersonated(user),
        insecure: cluster.insecure_skip_tls_verify.unwrap_or_default(),
        proxy: cluster.proxy_url.as_deref().map(|url| redactor.text(url).into_owned()),
    }
}

fn plugin(exec: &ExecConfig, redactor: &Redactor) -> Plugin {
    let words = exec.command.iter().chain(exec.args.iter().flatten());
    let command = words.map(String::as_str).collect::<Vec<_>>().join(" ");
    let mut variables: Vec<String> =
        exec.env.iter().flatten().filter_map(|variable| variable.get("name").cloned()).collect();
    variables.sort();
    Plugin { command: redactor.text(&command).into_owned(), variables }
}

fn impersonated(user: &AuthInfo) -> Vec<String> {
    let groups = user.impersonate_groups.iter().flatten().map(|group| format!("group {group}"));
    user.impersonate.iter().map(|name| format!("user {name}")).chain(groups).collect()
}

/// The token of a user. Writing the entry out is the one way to its text that does not name another library.
fn token(user: &AuthInfo) -> Option<String> {
    if user.token.is_some() {
        let written = serde_json::to_value(user).ok()?;
        return written.get("token").and_then(Value::as_str).map(str::to_owned);
    }
    let path = user.token_file.as_ref()?;
    let size = fs_err::metadata(path).ok()?.len();
    if size > LONGEST_TOKEN { None } else { fs_err::read_to_string(path).ok() }
}

/// The subject that a JSON web token names.
fn subject(token: &str) -> Option<String> {
    let payload = base64::decode(token.trim().split('.').nth(1)?)?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims.get("sub").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(user: Value) -> Login {
        let cluster: Cluster = serde_json::from_value(json!({ "server": "https://10.0.0.1" })).unwrap();
        login(&cluster, Some("someone"), Some(&serde_json::from_value(user).unwrap()))
    }

    #[test]
    fn a_plugin_is_shown_without_the_values_of_its_environment() {
        let login = read(json!({ "exec": {
            "command": "aws", "args": ["eks", "get-token", "--password", "hunter2hunter2"],
            "env": [{ "name": "AWS_PROFILE", "value": "prod" }], "provideClusterInfo": false,
        } }));
        let plugin = login.plugin.unwrap();
        assert!(plugin.command.starts_with("aws eks get-token"), "{}", plugin.command);
        assert!(!plugin.command.contains("hunter2"), "{}", plugin.command);
        assert_eq!(plugin.variables, ["AWS_PROFILE"]);
    }

    #[test]
    fn a_token_comes_before_a_plugin_and_tells_whose_it_is() {
        // The payload is {"sub":"system:serviceaccount:sre:reader"}.
        let token = "e30.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6c3JlOnJlYWRlciJ9.c2ln";
        let login = read(json!({ "token": token, "exec": { "command": "aws", "provideClusterInfo": false } }));
        assert_eq!(login.plugin, None);
        assert_eq!(login.claims.as_deref(), Some("system:serviceaccount:sre:reader"));
        assert!(!format!("{login:?}").contains(token));
        assert_eq!(read(json!({ "token": "not-a-jwt" })).claims, None);
    }

    #[test]
    fn as_whom_we_act_is_said() {
        let login = read(json!({ "as": "jane", "as-groups": ["admins"], "client-certificate-data": "eA==" }));
        assert_eq!(login.impersonates, ["user jane", "group admins"]);
        assert_eq!(login.with, "the client certificate");
    }
}

//! `sre rbac`: the role that the program needs, as YAML for `kubectl apply`.

use clap::{ArgAction, Args};

use super::context::Context;
use super::source::is_label;
use super::usage;
use crate::cluster::rights::role::{self, Wanted};
use crate::config::Output;
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
The role follows from the same declarations that the guard under every request holds to: get and list of what an \
investigation reads, and nothing else. Each resource is printed with what it is for; leave out what must not be seen, and \
answers will say what that blinds.

Secrets are left out: Kubernetes cannot grant their metadata alone. With `--helm` they are in, for their metadata and for \
the release records of Helm.

With `-n` it is a Role in each namespace named, with commas between them, and a ClusterRole for what is in no namespace.

Examples:
  sre rbac | kubectl apply -f -
      a ClusterRole to be bound to whom you like
  sre rbac --service-account sre/reader > reader.yaml
      the same with a ServiceAccount that has it
  sre rbac -n shop,payments --logs=false
      the same for two namespaces, without logs";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RbacArgs {
    /// Add Secrets, whose metadata and Helm release records are read
    #[arg(long)]
    helm: bool,
    /// Leave out the logs of pods with `--logs=false`
    #[arg(long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1, require_equals = true,
          default_value_t = true, default_missing_value = "true", hide_possible_values = true)]
    logs: bool,
    /// Name of the role and of what binds it
    #[arg(long, value_name = "NAME", default_value = "sre-reader")]
    name: String,
    /// Print a ServiceAccount too, and bind the role to it
    #[arg(long, value_name = "NAMESPACE/NAME")]
    service_account: Option<String>,
}

pub(super) fn run(args: &RbacArgs, context: &Context) -> Result<String> {
    if matches!(context.args.output.output, Some(Output::Json | Output::Markdown | Output::Sarif | Output::Junit)) {
        return Err(usage(
            "a role is printed as YAML, with what each part of it is for",
            "sre rbac | kubectl apply -f -",
        ));
    }
    let wanted = Wanted {
        name: named(&args.name, "role")?,
        logs: args.logs,
        secrets: args.helm,
        namespaces: namespaces(context.args.source.namespace.as_deref())?,
        account: args.service_account.as_deref().map(account).transpose()?,
    };
    Ok(role::yaml(&wanted))
}

/// Namespaces as `-n` names them, several with commas between them.
fn namespaces(flag: Option<&str>) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for name in flag.into_iter().flat_map(|names| names.split(',')) {
        if !is_label(name) {
            return Err(no_namespace(name));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

fn account(text: &str) -> Result<(String, String)> {
    let Some((namespace, name)) = text.split_once('/') else {
        return Err(usage(
            format!("`{text}` names no namespace for the service account"),
            "sre rbac --service-account sre/reader",
        ));
    };
    if !is_label(namespace) {
        return Err(no_namespace(namespace));
    }
    Ok((namespace.to_owned(), named(name, "service account")?))
}

fn no_namespace(name: &str) -> Error {
    Error::usage(format!("no namespace can be called `{name}`"))
        .hint("names are of lower-case letters, digits and dashes, 63 at most")
}

/// A name of labels with dots between them, as Kubernetes asks of objects.
fn named(name: &str, what: &str) -> Result<String> {
    if name.len() <= 253 && name.split('.').all(is_label) {
        return Ok(name.to_owned());
    }
    Err(Error::usage(format!("no {what} can be called `{name}`"))
        .hint("names are of lower-case letters, digits, dashes and dots, 253 at most"))
}

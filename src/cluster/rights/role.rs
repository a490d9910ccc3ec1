//! The role that the declared reads need, as YAML that `kubectl apply` takes: each resource with what it is for.
//!
//! What every authenticated user has anyway is left out: discovery, the server's version, self-subject reviews.

use std::fmt::Write as _;

use crate::evidence::declared::{Declared, Form, READS};

/// What the role is to cover, and who gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Name of every object that is printed.
    pub name: String,
    /// With the logs of pods.
    pub logs: bool,
    /// With Secrets, for their metadata and Helm's release records.
    pub secrets: bool,
    /// Namespaced resources in these namespaces only; in all of them where it is empty.
    pub namespaces: Vec<String>,
    /// A ServiceAccount, by namespace and name, that is created and bound.
    pub account: Option<(String, String)>,
}

const HEAD: &str = "\
# What sre reads of a cluster. Nothing in here can change anything.
#
# Leave out what must not be seen: answers then say what was not seen and what that means, and `sre doctor` names it.
# Discovery, the server's version and self-subject reviews are not listed: Kubernetes grants them to every user
# (system:discovery, system:public-info-viewer, system:basic-user).
";

const NO_SECRETS: &str = "\
# Secrets are left out: Kubernetes cannot grant their metadata alone. `sre rbac --helm` adds them.
";

const SECRETS: &str = "  # This grants the values too: Kubernetes cannot grant the metadata of Secrets alone. sre itself asks for their metadata
  # and for the release records that Helm keeps in them, and its guard refuses every other read of a Secret.
";

const API: &str = "rbac.authorization.k8s.io";

/// The documents, first the roles, then what binds them.
pub fn yaml(wanted: &Wanted) -> String {
    let mut text = HEAD.to_owned();
    if !wanted.secrets {
        text.push_str(NO_SECRETS);
    }
    if wanted.namespaces.is_empty() {
        text.push_str(&role(wanted, None, |_| true));
    } else {
        text.push_str("#\n# What is in no namespace, in a ClusterRole of its own:\n");
        text.push_str(&role(wanted, None, |read| !read.kind.namespaced));
        for namespace in &wanted.namespaces {
            text.push_str("---\n");
            text.push_str(&role(wanted, Some(namespace), |read| read.kind.namespaced));
        }
    }
    if let Some((namespace, account)) = &wanted.account {
        let metadata = format!("metadata:\n  name: {account}\n  namespace: {namespace}\n");
        let _ = write!(text, "---\napiVersion: v1\nkind: ServiceAccount\n{metadata}");
        text.push_str(&binding(wanted, None, (namespace, account)));
        for within in &wanted.namespaces {
            text.push_str(&binding(wanted, Some(within), (namespace, account)));
        }
    }
    text
}

/// The declared reads that the role grants.
pub fn granted(wanted: &Wanted) -> impl Iterator<Item = &'static Declared> {
    let (logs, secrets) = (wanted.logs, wanted.secrets);
    READS.iter().filter(move |read| {
        let is_log = read.subresource == Some("log");
        (logs || !is_log) && (secrets || read.form == Form::Whole)
    })
}

fn role(wanted: &Wanted, namespace: Option<&str>, covers: fn(&Declared) -> bool) -> String {
    let kind = if namespace.is_some() { "Role" } else { "ClusterRole" };
    let within = namespace.map_or_else(String::new, |ns| format!("  namespace: {ns}\n"));
    let mut text = format!("apiVersion: {API}/v1\nkind: {kind}\nmetadata:\n  name: {}\n{within}rules:\n", wanted.name);
    for rule in rules(granted(wanted).filter(|read| covers(read))) {
        text.push_str(&rule.yaml());
    }
    text
}

/// Resources of one group with the same verbs.
struct Rule {
    group: &'static str,
    verbs: &'static [&'static str],
    form: Form,
    reads: Vec<&'static Declared>,
}

/// In the order of the declarations, so that the same role is printed each time.
fn rules(reads: impl Iterator<Item = &'static Declared>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for read in reads {
        let (group, verbs, form) = (&*read.kind.group, read.verbs, read.form);
        match rules.iter_mut().find(|rule| (rule.group, rule.verbs, rule.form) == (group, verbs, form)) {
            Some(rule) => rule.reads.push(read),
            None => rules.push(Rule { group, verbs, form, reads: vec![read] }),
        }
    }
    rules
}

impl Rule {
    fn yaml(&self) -> String {
        let mut text = if self.form == Form::Metadata { SECRETS.to_owned() } else { String::new() };
        let _ = writeln!(text, "  - apiGroups: [\"{}\"]\n    resources:", self.group);
        let names: Vec<String> = self.reads.iter().map(|read| read.resource()).collect();
        let width = names.iter().map(String::len).max().unwrap_or_default();
        for (name, read) in names.iter().zip(&self.reads) {
            let _ = writeln!(text, "      - {name:width$}  # {}", read.need);
        }
        let _ = writeln!(text, "    verbs: [{}]", self.verbs.join(", "));
        text
    }
}

fn binding(wanted: &Wanted, within: Option<&str>, (namespace, account): (&str, &str)) -> String {
    let role = if within.is_some() { "Role" } else { "ClusterRole" };
    let place = within.map_or_else(String::new, |ns| format!("  namespace: {ns}\n"));
    let name = &wanted.name;
    format!(
        "---\napiVersion: {API}/v1\nkind: {role}Binding\nmetadata:\n  name: {name}\n{place}\
         roleRef:\n  apiGroup: {API}\n  kind: {role}\n  name: {name}\n\
         subjects:\n  - kind: ServiceAccount\n    name: {account}\n    namespace: {namespace}\n"
    )
}

//! Which source the flags name, and how it is called in a report.

use super::global::SourceArgs;
use super::usage;
use crate::cluster::demo;
use crate::config::{Config, Origin};
use crate::error::{Error, Result};
use crate::evidence::run::RunHead;
use crate::investigate::Source;

/// The source of a question and the part of it that the question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) source: Source,
    pub(super) namespace: Option<String>,
    pub(super) all_namespaces: bool,
}

impl Scope {
    /// What the flags and the configuration say. A namespace of the config file or the environment belongs to the live
    /// cluster: it means nothing in a recording of another one.
    pub(super) fn resolve(args: &SourceArgs, config: &Config) -> Result<Self> {
        args.check()?;
        let source = args.source(config)?;
        let from_flag = matches!(config.namespace.origin, Origin::Flag(_));
        let applies = from_flag || matches!(source, Source::Live { .. });
        let namespace = config.namespace.value.clone().filter(|_| applies && !args.all_namespaces);
        if let Some(name) = namespace.as_deref().filter(|name| !is_label(name)) {
            let error = Error::usage(format!("no namespace can be called `{name}`"));
            return Err(error.hint("names are of lower-case letters, digits and dashes, 63 at most"));
        }
        Ok(Self { source, namespace, all_namespaces: args.all_namespaces })
    }

    /// Takes from a recorded run what the flags leave open: the same question has the same scope.
    pub(super) fn complete(&mut self, recorded: &RunHead) {
        if self.namespace.is_none() && !self.all_namespaces {
            self.namespace = recorded.flags.get("namespace").cloned();
            self.all_namespaces = recorded.flags.contains_key("all_namespaces");
        }
    }

    /// The kubeconfig context, where one was named.
    pub(super) fn context(&self) -> Option<&str> {
        match &self.source {
            Source::Live { context, .. } => context.as_deref(),
            Source::Demo(_) | Source::Bundle(_) | Source::Replay(_) => None,
        }
    }

    /// `demo:echo-pod`, `bundle:incident.tar.zst`, `context:prod` …
    pub(super) fn label(&self) -> String {
        let name = |path: &std::path::Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match &self.source {
            Source::Demo(demo) => format!("demo:{demo}"),
            Source::Bundle(path) => format!("bundle:{}", name(path)),
            Source::Replay(path) => format!("replay:{}", name(path)),
            Source::Live { context: Some(context), .. } => format!("context:{context}"),
            Source::Live { context: None, .. } => "context:current".to_owned(),
        }
    }
}

impl SourceArgs {
    fn check(&self) -> Result<()> {
        let live = self.context.is_some() || self.kubeconfig.is_some();
        let live_flag = if self.context.is_some() { "--context" } else { "--kubeconfig" };
        let named = [
            ("--bundle", self.bundle.is_some()),
            ("--demo", self.demo.is_some()),
            ("--replay", self.replay.is_some()),
            (live_flag, live),
        ];
        let named: Vec<&str> = named.iter().filter(|(_, given)| *given).map(|(flag, _)| *flag).collect();
        match named.as_slice() {
            [first, second, ..] => {
                Err(Error::usage(format!("`{first}` and `{second}` name two sources, a question is asked of one")))
            }
            _ if self.namespace.is_some() && self.all_namespaces => {
                Err(Error::usage("`--namespace` and `--all-namespaces` exclude each other"))
            }
            _ => Ok(()),
        }
    }

    fn source(&self, config: &Config) -> Result<Source> {
        Ok(match (&self.bundle, &self.demo, &self.replay) {
            (Some(path), _, _) => Source::Bundle(path.clone()),
            (_, Some(name), _) => Source::Demo(known_demo(name)?),
            (_, _, Some(dir)) => Source::Replay(dir.clone()),
            (None, None, None) => Source::Live {
                context: config.context.value.clone(),
                kubeconfig: config.kubeconfig.value.clone(),
                node_services: config.node_services.value,
            },
        })
    }
}

/// Whether a namespace may be called so: a DNS label. Anything else would change the path of a request.
pub(super) fn is_label(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

fn known_demo(name: &str) -> Result<String> {
    if let Some(demo) = demo::find(name) {
        return Ok(demo.name.to_owned());
    }
    let names: Vec<&str> = demo::list().iter().map(|demo| demo.name).collect();
    let error = usage(format!("there is no demo `{name}`"), "sre ask --demo \"why is echo-pod not running?\"");
    Err(error.hint(format!("the demos are {}", names.join(", "))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::*;
    use crate::config::{self, Environment, Flags, Places};

    /// What the flags lead to where the environment names a namespace and a context.
    fn resolved(args: &SourceArgs) -> Scope {
        let environment = Environment::from_lookup(|name| match name {
            "SRE_NAMESPACE" => Some("mine".into()),
            "SRE_CONTEXT" => Some("prod".into()),
            _ => None,
        });
        let flags = Flags { namespace: args.namespace.clone(), ..Flags::default() };
        Scope::resolve(args, &config::load(&flags, &environment, &Places::default()).unwrap()).unwrap()
    }

    #[test]
    fn the_configured_cluster_is_the_source_without_flags() {
        let scope = resolved(&SourceArgs::default());
        assert_eq!(scope.label(), "context:prod");
        assert_eq!(scope.namespace.as_deref(), Some("mine"));
        let everywhere = resolved(&SourceArgs { all_namespaces: true, ..SourceArgs::default() });
        assert_eq!((everywhere.namespace, everywhere.all_namespaces), (None, true));
    }

    #[test]
    fn a_configured_namespace_means_nothing_in_a_recording() {
        let bundle = SourceArgs { bundle: Some(PathBuf::from("x/incident.tar")), ..SourceArgs::default() };
        let scope = resolved(&bundle);
        assert_eq!((scope.label().as_str(), scope.namespace), ("bundle:incident.tar", None));
        let named = resolved(&SourceArgs { namespace: Some("shop".into()), ..bundle });
        assert_eq!(named.namespace.as_deref(), Some("shop"));
    }

    #[test]
    fn names_that_no_namespace_can_have() {
        assert!(["shop", "a", "team-7", "0"].into_iter().all(is_label));
        let long = "x".repeat(64);
        for name in ["", "Shop", "a/b", "..", "a.b", "-a", "a-", "a b", "caf\u{e9}", &long] {
            assert!(!is_label(name), "{name}");
        }
    }

    #[test]
    fn a_replay_has_the_scope_of_its_run_unless_a_flag_says_otherwise() {
        let replay = SourceArgs { replay: Some(PathBuf::from("run")), ..SourceArgs::default() };
        let recorded = |flags: &[(&str, &str)]| RunHead {
            question: String::new(),
            source: String::new(),
            as_of: None,
            started_at: jiff::Timestamp::UNIX_EPOCH,
            version: String::new(),
            flags: flags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect::<BTreeMap<_, _>>(),
            problems: Vec::new(),
        };
        let mut scope = resolved(&replay);
        scope.complete(&recorded(&[("namespace", "shop")]));
        assert_eq!(scope.namespace.as_deref(), Some("shop"));
        let mut scope = resolved(&SourceArgs { namespace: Some("web".into()), ..replay });
        scope.complete(&recorded(&[("all_namespaces", "true")]));
        assert_eq!((scope.namespace.as_deref(), scope.all_namespaces), (Some("web"), false));
    }
}

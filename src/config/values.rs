//! The checked configuration, and where each value came from.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;

use super::units::{human_bytes, show_duration};
use super::{Key, Llm, Server};

/// How reports and lists are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For a person at a terminal
    Text,
    /// For a ticket or a chat
    Markdown,
    /// For a program: `sre.report/v1`
    Json,
    /// The same as YAML
    Yaml,
    /// A scan for what collects results of scanners: SARIF 2.1.0
    Sarif,
    /// A scan for what shows test results: `JUnit` XML
    Junit,
}

/// Whether there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal that has them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is the default.
    Default,
    /// A config file.
    File(PathBuf),
    /// An environment variable.
    Variable(&'static str),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value and its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// The configuration of one call of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// How reports and lists are printed.
    pub output: Setting<Output>,
    /// Whether there are colours.
    pub color: Setting<Color>,
    /// The namespace of live questions.
    pub namespace: Setting<Option<String>>,
    /// The kubeconfig context; none means the current one.
    pub context: Setting<Option<String>>,
    /// The kubeconfig file; none means the usual places.
    pub kubeconfig: Setting<Option<PathBuf>>,
    /// Whether the journals of nodes' services may be read.
    pub node_services: Setting<bool>,
    /// The Prometheus of live questions.
    pub prometheus: Server,
    /// Their Alertmanager.
    pub alertmanager: Server,
    /// The folder of the runs; none where the platform has no place for it.
    pub runs_dir: Setting<Option<PathBuf>>,
    /// How many days runs are kept.
    pub runs_keep_days: Setting<u32>,
    /// How many bytes the runs may take.
    pub runs_keep_bytes: Setting<u64>,
    /// How long one read may take.
    pub read_timeout: Setting<Duration>,
    /// How long an investigation may take.
    pub deadline: Setting<Duration>,
    /// How many turns agents may take together.
    pub agent_max_steps: Setting<u32>,
    /// How many tokens.
    pub agent_max_tokens: Setting<u64>,
    /// How many US dollars, where prices are known.
    pub agent_max_cost: Setting<f64>,
    /// How much time.
    pub agent_max_time: Setting<Duration>,
    /// The models that may be asked.
    pub llm: Llm,
}

/// One line of `sre config show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The key's name.
    pub key: String,
    /// The value as the config file would write it; none if there is none.
    pub value: Option<String>,
    /// Where it came from.
    pub origin: String,
}

impl Config {
    /// Every key with its value and its origin.
    pub fn entries(&self) -> Vec<Entry> {
        Key::ALL.into_iter().map(|key| self.entry(key)).chain(self.llm.entries()).collect()
    }

    fn entry(&self, key: Key) -> Entry {
        let path = |path: &PathBuf| path.display().to_string();
        let (value, origin) = match key {
            Key::Output => (Some(name(&self.output.value)), &self.output.origin),
            Key::Color => (Some(name(&self.color.value)), &self.color.origin),
            Key::Namespace => (self.namespace.value.clone(), &self.namespace.origin),
            Key::Context => (self.context.value.clone(), &self.context.origin),
            Key::Kubeconfig => (self.kubeconfig.value.as_ref().map(path), &self.kubeconfig.origin),
            Key::NodeServices => (Some(self.node_services.value.to_string()), &self.node_services.origin),
            Key::PrometheusUrl => (self.prometheus.url.value.clone(), &self.prometheus.url.origin),
            Key::PrometheusTokenEnv => (self.prometheus.token_env.value.clone(), &self.prometheus.token_env.origin),
            Key::PrometheusTokenFile => {
                (self.prometheus.token_file.value.as_ref().map(path), &self.prometheus.token_file.origin)
            }
            Key::AlertmanagerUrl => (self.alertmanager.url.value.clone(), &self.alertmanager.url.origin),
            Key::AlertmanagerTokenEnv => {
                (self.alertmanager.token_env.value.clone(), &self.alertmanager.token_env.origin)
            }
            Key::AlertmanagerTokenFile => {
                (self.alertmanager.token_file.value.as_ref().map(path), &self.alertmanager.token_file.origin)
            }
            Key::RunsDir => (self.runs_dir.value.as_ref().map(path), &self.runs_dir.origin),
            Key::RunsKeepDays => (Some(self.runs_keep_days.value.to_string()), &self.runs_keep_days.origin),
            Key::RunsKeepBytes => (Some(human_bytes(self.runs_keep_bytes.value)), &self.runs_keep_bytes.origin),
            Key::ReadTimeout => (Some(show_duration(self.read_timeout.value)), &self.read_timeout.origin),
            Key::Deadline => (Some(show_duration(self.deadline.value)), &self.deadline.origin),
            Key::AgentMaxSteps => (Some(self.agent_max_steps.value.to_string()), &self.agent_max_steps.origin),
            Key::AgentMaxTokens => (Some(self.agent_max_tokens.value.to_string()), &self.agent_max_tokens.origin),
            Key::AgentMaxCost => (Some(self.agent_max_cost.value.to_string()), &self.agent_max_cost.origin),
            Key::AgentMaxTime => (Some(show_duration(self.agent_max_time.value)), &self.agent_max_time.origin),
        };
        Entry { key: key.name().to_owned(), value, origin: origin.to_string() }
    }
}

pub(super) fn name<T: ValueEnum>(value: &T) -> String {
    value.to_possible_value().map(|possible| possible.get_name().to_owned()).unwrap_or_default()
}

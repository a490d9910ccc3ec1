//! The keys of the configuration: their names in the file and in the environment.

use super::env;

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// How reports and lists are printed.
    Output,
    /// Whether there are colours.
    Color,
    /// The namespace of live questions.
    Namespace,
    /// The kubeconfig context.
    Context,
    /// The kubeconfig file.
    Kubeconfig,
    /// Whether the journals of nodes' services may be read.
    NodeServices,
    /// Where Prometheus is.
    PrometheusUrl,
    /// The variable with the token for it.
    PrometheusTokenEnv,
    /// The file with the token for it.
    PrometheusTokenFile,
    /// Where Alertmanager is.
    AlertmanagerUrl,
    /// The variable with the token for it.
    AlertmanagerTokenEnv,
    /// The file with the token for it.
    AlertmanagerTokenFile,
    /// The folder of the runs.
    RunsDir,
    /// How many days runs are kept.
    RunsKeepDays,
    /// How much space the runs may take.
    RunsKeepBytes,
    /// How long one read may take.
    ReadTimeout,
    /// How long an investigation may take.
    Deadline,
    /// How many turns agents may take together.
    AgentMaxSteps,
    /// How many tokens.
    AgentMaxTokens,
    /// How many US dollars.
    AgentMaxCost,
    /// How much time.
    AgentMaxTime,
}

impl Key {
    /// Every key, in the order in which they are shown.
    pub const ALL: [Self; 21] = [
        Self::Output,
        Self::Color,
        Self::Namespace,
        Self::Context,
        Self::Kubeconfig,
        Self::NodeServices,
        Self::PrometheusUrl,
        Self::PrometheusTokenEnv,
        Self::PrometheusTokenFile,
        Self::AlertmanagerUrl,
        Self::AlertmanagerTokenEnv,
        Self::AlertmanagerTokenFile,
        Self::RunsDir,
        Self::RunsKeepDays,
        Self::RunsKeepBytes,
        Self::ReadTimeout,
        Self::Deadline,
        Self::AgentMaxSteps,
        Self::AgentMaxTokens,
        Self::AgentMaxCost,
        Self::AgentMaxTime,
    ];

    /// The name in the config file; a dot stands for a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Output => "output",
            Self::Color => "color",
            Self::Namespace => "namespace",
            Self::Context => "context",
            Self::Kubeconfig => "kubeconfig",
            Self::NodeServices => "node_services",
            Self::PrometheusUrl => "prometheus.url",
            Self::PrometheusTokenEnv => "prometheus.token_env",
            Self::PrometheusTokenFile => "prometheus.token_file",
            Self::AlertmanagerUrl => "alertmanager.url",
            Self::AlertmanagerTokenEnv => "alertmanager.token_env",
            Self::AlertmanagerTokenFile => "alertmanager.token_file",
            Self::RunsDir => "runs.dir",
            Self::RunsKeepDays => "runs.keep_days",
            Self::RunsKeepBytes => "runs.keep_bytes",
            Self::ReadTimeout => "limits.read_timeout",
            Self::Deadline => "limits.deadline",
            Self::AgentMaxSteps => "agent.max_steps",
            Self::AgentMaxTokens => "agent.max_tokens",
            Self::AgentMaxCost => "agent.max_cost",
            Self::AgentMaxTime => "agent.max_time",
        }
    }

    /// The environment variable.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Output => env::SRE_OUTPUT,
            Self::Color => env::SRE_COLOR,
            Self::Namespace => env::SRE_NAMESPACE,
            Self::Context => env::SRE_CONTEXT,
            Self::Kubeconfig => env::SRE_KUBECONFIG,
            Self::NodeServices => env::SRE_NODE_SERVICES,
            Self::PrometheusUrl => env::SRE_PROMETHEUS_URL,
            Self::PrometheusTokenEnv => env::SRE_PROMETHEUS_TOKEN_ENV,
            Self::PrometheusTokenFile => env::SRE_PROMETHEUS_TOKEN_FILE,
            Self::AlertmanagerUrl => env::SRE_ALERTMANAGER_URL,
            Self::AlertmanagerTokenEnv => env::SRE_ALERTMANAGER_TOKEN_ENV,
            Self::AlertmanagerTokenFile => env::SRE_ALERTMANAGER_TOKEN_FILE,
            Self::RunsDir => env::SRE_RUNS_DIR,
            Self::RunsKeepDays => env::SRE_RUNS_KEEP_DAYS,
            Self::RunsKeepBytes => env::SRE_RUNS_KEEP_BYTES,
            Self::ReadTimeout => env::SRE_LIMITS_READ_TIMEOUT,
            Self::Deadline => env::SRE_LIMITS_DEADLINE,
            Self::AgentMaxSteps => env::SRE_AGENT_MAX_STEPS,
            Self::AgentMaxTokens => env::SRE_AGENT_MAX_TOKENS,
            Self::AgentMaxCost => env::SRE_AGENT_MAX_COST,
            Self::AgentMaxTime => env::SRE_AGENT_MAX_TIME,
        }
    }

    /// The key of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// The key that was probably meant by `name`.
    pub(super) fn nearest(name: &str) -> Option<Self> {
        let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
        let likeness = |key: &Self| {
            let whole = strsim::jaro_winkler(key.name(), name);
            whole.max(strsim::jaro_winkler(&last(key.name()), &last(name)) - 0.01)
        };
        let best = Self::ALL.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
        (likeness(&best) > 0.8).then_some(best)
    }
}

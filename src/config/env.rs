//! The environment: every variable that the program reads, and the only place that reads it.
//!
//! Variables that libraries read themselves (`HTTPS_PROXY`, `XDG_*`, `HOME`) are not ours to list. `KUBECONFIG` is
//! kubectl's: it names files, it sets nothing.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The config file to read instead of the platform's.
pub const SRE_CONFIG: &str = "SRE_CONFIG";
/// How reports and lists are printed; the key `output`.
pub const SRE_OUTPUT: &str = "SRE_OUTPUT";
/// Colours; the key `color`.
pub const SRE_COLOR: &str = "SRE_COLOR";
/// The namespace of live questions; the key `namespace`.
pub const SRE_NAMESPACE: &str = "SRE_NAMESPACE";
/// The kubeconfig context; the key `context`.
pub const SRE_CONTEXT: &str = "SRE_CONTEXT";
/// The kubeconfig file; the key `kubeconfig`.
pub const SRE_KUBECONFIG: &str = "SRE_KUBECONFIG";
/// Whether the journals of nodes' services may be read; the key `node_services`.
pub const SRE_NODE_SERVICES: &str = "SRE_NODE_SERVICES";
/// Where Prometheus is. The key `prometheus.url`.
pub const SRE_PROMETHEUS_URL: &str = "SRE_PROMETHEUS_URL";
/// The variable with the token for it. The key `prometheus.token_env`.
pub const SRE_PROMETHEUS_TOKEN_ENV: &str = "SRE_PROMETHEUS_TOKEN_ENV";
/// The file with the token for it. The key `prometheus.token_file`.
pub const SRE_PROMETHEUS_TOKEN_FILE: &str = "SRE_PROMETHEUS_TOKEN_FILE";
/// Where Alertmanager is. The key `alertmanager.url`.
pub const SRE_ALERTMANAGER_URL: &str = "SRE_ALERTMANAGER_URL";
/// The variable with the token for it. The key `alertmanager.token_env`.
pub const SRE_ALERTMANAGER_TOKEN_ENV: &str = "SRE_ALERTMANAGER_TOKEN_ENV";
/// The file with the token for it. The key `alertmanager.token_file`.
pub const SRE_ALERTMANAGER_TOKEN_FILE: &str = "SRE_ALERTMANAGER_TOKEN_FILE";
/// The folder of the runs; the key `runs.dir`.
pub const SRE_RUNS_DIR: &str = "SRE_RUNS_DIR";
/// How many days runs are kept; the key `runs.keep_days`.
pub const SRE_RUNS_KEEP_DAYS: &str = "SRE_RUNS_KEEP_DAYS";
/// How much space the runs may take; the key `runs.keep_bytes`.
pub const SRE_RUNS_KEEP_BYTES: &str = "SRE_RUNS_KEEP_BYTES";
/// How long one read may take; the key `limits.read_timeout`.
pub const SRE_LIMITS_READ_TIMEOUT: &str = "SRE_LIMITS_READ_TIMEOUT";
/// How long an investigation may take; the key `limits.deadline`.
pub const SRE_LIMITS_DEADLINE: &str = "SRE_LIMITS_DEADLINE";
/// How many turns agents may take together; the key `agent.max_steps`.
pub const SRE_AGENT_MAX_STEPS: &str = "SRE_AGENT_MAX_STEPS";
/// How many tokens; the key `agent.max_tokens`.
pub const SRE_AGENT_MAX_TOKENS: &str = "SRE_AGENT_MAX_TOKENS";
/// How many US dollars; the key `agent.max_cost`.
pub const SRE_AGENT_MAX_COST: &str = "SRE_AGENT_MAX_COST";
/// How much time; the key `agent.max_time`.
pub const SRE_AGENT_MAX_TIME: &str = "SRE_AGENT_MAX_TIME";
/// The address of the model, below which `/chat/completions` is; the key `llm.base_url`.
pub const SRE_LLM_BASE_URL: &str = "SRE_LLM_BASE_URL";
/// The model that may be asked, or `none`; the key `llm.model`.
pub const SRE_LLM_MODEL: &str = "SRE_LLM_MODEL";
/// The key of the model's endpoint.
pub const SRE_LLM_API_KEY: &str = "SRE_LLM_API_KEY";
/// The address that `OpenAI`'s own tools use; it counts once a model is named.
pub const OPENAI_BASE_URL: &str = "OPENAI_BASE_URL";
/// The key that `OpenAI`'s own tools use; it counts once a model is named, for their host or `OPENAI_BASE_URL`.
pub const OPENAI_API_KEY: &str = "OPENAI_API_KEY";
/// Any value but the empty one turns colours off, see <https://no-color.org>.
pub const NO_COLOR: &str = "NO_COLOR";
/// `0` turns colours off, unless they are forced.
pub const CLICOLOR: &str = "CLICOLOR";
/// Any value but `0` turns colours on, even into a pipe.
pub const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";
/// Columns of the terminal.
pub const COLUMNS: &str = "COLUMNS";
/// Set by build machines: steps are printed as plain lines, never as a moving one.
pub const CI: &str = "CI";
/// `dumb` is a terminal that knows no escapes.
pub const TERM: &str = "TERM";
/// The colours of the terminal, as some tell them: `0;15` is dark text on a bright ground.
pub const COLORFGBG: &str = "COLORFGBG";
/// The locale, the strongest word on it: whether the session may draw other signs than ASCII.
pub const LC_ALL: &str = "LC_ALL";
/// The locale's characters.
pub const LC_CTYPE: &str = "LC_CTYPE";
/// The locale where nothing else says.
pub const LANG: &str = "LANG";

const ALL: [&str; 37] = [
    SRE_CONFIG,
    SRE_OUTPUT,
    SRE_COLOR,
    SRE_NAMESPACE,
    SRE_CONTEXT,
    SRE_KUBECONFIG,
    SRE_NODE_SERVICES,
    SRE_PROMETHEUS_URL,
    SRE_PROMETHEUS_TOKEN_ENV,
    SRE_PROMETHEUS_TOKEN_FILE,
    SRE_ALERTMANAGER_URL,
    SRE_ALERTMANAGER_TOKEN_ENV,
    SRE_ALERTMANAGER_TOKEN_FILE,
    SRE_RUNS_DIR,
    SRE_RUNS_KEEP_DAYS,
    SRE_RUNS_KEEP_BYTES,
    SRE_LIMITS_READ_TIMEOUT,
    SRE_LIMITS_DEADLINE,
    SRE_AGENT_MAX_STEPS,
    SRE_AGENT_MAX_TOKENS,
    SRE_AGENT_MAX_COST,
    SRE_AGENT_MAX_TIME,
    SRE_LLM_BASE_URL,
    SRE_LLM_MODEL,
    SRE_LLM_API_KEY,
    OPENAI_BASE_URL,
    OPENAI_API_KEY,
    NO_COLOR,
    CLICOLOR,
    CLICOLOR_FORCE,
    COLUMNS,
    CI,
    TERM,
    COLORFGBG,
    LC_ALL,
    LC_CTYPE,
    LANG,
];

/// The variables above as they were when the program began.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Environment(BTreeMap<&'static str, OsString>);

/// The files that `KUBECONFIG` names; none where it is not set or empty.
pub fn kubeconfig_files() -> Option<Vec<PathBuf>> {
    let value = std::env::var_os("KUBECONFIG")?;
    let files: Vec<PathBuf> = std::env::split_paths(&value).filter(|path| !path.as_os_str().is_empty()).collect();
    (!files.is_empty()).then_some(files)
}

/// A variable that the config file names as the place of a key, if it is set and not empty.
pub fn named(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

impl Environment {
    /// Reads the environment of the process.
    pub fn of_process() -> Self {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// Reads an environment from somewhere else.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        Self(ALL.iter().filter_map(|name| lookup(name).map(|value| (*name, value))).collect())
    }

    /// A variable; an empty one counts as not set.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(name).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }
}

/// Names only: some of the values are keys.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

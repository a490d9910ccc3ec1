//! Lays the layers over each other and checks what comes out.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;

use super::env::{NO_COLOR, SRE_CONFIG};
use super::monitoring::{Server, address};
use super::units::{parse_bytes, parse_duration};
use super::values::{Color, Config, Origin, Output, Setting};
use super::{EXAMPLE, Environment, Key, Places, file, llm};
use crate::error::{Error, ErrorKind, Result};

/// The flags that stand above the file and the environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    /// `--config`: the config file to read.
    pub config: Option<PathBuf>,
    /// `-o`
    pub output: Option<Output>,
    /// `--color`
    pub color: Option<Color>,
    /// `-n`
    pub namespace: Option<String>,
    /// `--context`
    pub context: Option<String>,
    /// `--kubeconfig`
    pub kubeconfig: Option<PathBuf>,
    /// `--model`: the model that may be asked, or `none`.
    pub model: Option<String>,
}

impl Flags {
    /// The config file that was named, by the flag or by the environment, and by which of them.
    pub fn named_file(&self, environment: &Environment) -> Option<PathBuf> {
        self.config.clone().or_else(|| environment.get(SRE_CONFIG).map(PathBuf::from))
    }
}

/// Reads the layers and checks every value.
pub fn load(flags: &Flags, environment: &Environment, places: &Places) -> Result<Config> {
    let mut layers = Layers::defaults(places)?;
    match (flags.named_file(environment), &places.config_file) {
        (Some(path), _) => layers.add_file(&path, true, places)?,
        (None, Some(path)) => layers.add_file(path, false, places)?,
        (None, None) => {}
    }
    layers.add_environment(environment)?;
    layers.add_flags(flags);
    layers.check(places)
}

/// The value of each key that has one; a later layer replaces an earlier one.
struct Layers {
    values: BTreeMap<Key, Setting<OsString>>,
    llm: llm::Layers,
}

impl Layers {
    fn defaults(places: &Places) -> Result<Self> {
        let said = file::parse(EXAMPLE, Path::new("config.example.toml"))?;
        let mut layers = Self { values: BTreeMap::new(), llm: llm::Layers::default() };
        for (key, value) in said.values {
            layers.set(key, value, Origin::Default);
        }
        layers.llm.add_table(&said.llm, &Origin::Default, places)?;
        Ok(layers)
    }

    fn set(&mut self, key: Key, value: impl Into<OsString>, origin: Origin) {
        self.values.insert(key, Setting { value: value.into(), origin });
    }

    fn add_file(&mut self, path: &Path, must_exist: bool, places: &Places) -> Result<()> {
        let said = file::read(path, must_exist)?;
        self.llm.add_table(&said.llm, &Origin::File(path.to_owned()), places)?;
        for (key, mut value) in said.values {
            if matches!(key, Key::Kubeconfig | Key::RunsDir | Key::PrometheusTokenFile | Key::AlertmanagerTokenFile) {
                value = places.resolve(Path::new(&value), path.parent()).into();
            }
            self.set(key, value, Origin::File(path.to_owned()));
        }
        Ok(())
    }

    fn add_environment(&mut self, environment: &Environment) -> Result<()> {
        if environment.get(NO_COLOR).is_some() {
            self.set(Key::Color, "never", Origin::Variable(NO_COLOR));
        }
        for key in Key::ALL {
            if let Some(value) = environment.get(key.variable()) {
                self.set(key, value, Origin::Variable(key.variable()));
            }
        }
        self.llm.add_environment(environment)
    }

    fn add_flags(&mut self, flags: &Flags) {
        let named = |value: Option<clap::builder::PossibleValue>| value.map(|value| OsString::from(value.get_name()));
        let given = [
            (Key::Output, "--output", flags.output.and_then(|value| named(value.to_possible_value()))),
            (Key::Color, "--color", flags.color.and_then(|value| named(value.to_possible_value()))),
            (Key::Namespace, "--namespace", flags.namespace.clone().map(Into::into)),
            (Key::Context, "--context", flags.context.clone().map(Into::into)),
            (Key::Kubeconfig, "--kubeconfig", flags.kubeconfig.clone().map(Into::into)),
        ];
        for (key, flag, value) in given {
            if let Some(value) = value {
                self.set(key, value, Origin::Flag(flag));
            }
        }
        if let Some(model) = &flags.model {
            self.llm.add_flag(model);
        }
    }

    fn check(mut self, places: &Places) -> Result<Config> {
        let whole = |text: &str| text.parse().ok();
        Ok(Config {
            output: self.required(Key::Output, choice, &names::<Output>())?,
            color: self.required(Key::Color, choice, &names::<Color>())?,
            namespace: self.text(Key::Namespace)?,
            context: self.text(Key::Context)?,
            kubeconfig: self.path(Key::Kubeconfig, None),
            node_services: self.required(Key::NodeServices, |text| text.parse().ok(), "true or false")?,
            prometheus: self.server(Key::PrometheusUrl, Key::PrometheusTokenEnv, Key::PrometheusTokenFile)?,
            alertmanager: self.server(Key::AlertmanagerUrl, Key::AlertmanagerTokenEnv, Key::AlertmanagerTokenFile)?,
            runs_dir: self.path(Key::RunsDir, places.runs.clone()),
            runs_keep_days: self.required(Key::RunsKeepDays, whole, "a number of days")?,
            runs_keep_bytes: self.required(
                Key::RunsKeepBytes,
                parse_bytes,
                "a size such as \"500 MB\" or \"1 GiB\"",
            )?,
            read_timeout: self.required(Key::ReadTimeout, parse_duration, DURATION)?,
            deadline: self.required(Key::Deadline, parse_duration, DURATION)?,
            agent_max_steps: self.required(Key::AgentMaxSteps, positive, "a number of turns")?,
            agent_max_tokens: self.required(Key::AgentMaxTokens, positive, "a number of tokens")?,
            agent_max_cost: self.required(Key::AgentMaxCost, dollars, "a number of US dollars such as \"0.50\"")?,
            agent_max_time: self.required(Key::AgentMaxTime, parse_duration, DURATION)?,
            llm: self.llm.check()?,
        })
    }

    fn required<T>(&mut self, key: Key, parse: impl Fn(&str) -> Option<T>, expected: &str) -> Result<Setting<T>> {
        let Some(Setting { value, origin }) = self.values.remove(&key) else {
            return Err(Error::internal(format!("`{}` has no default", key.name())));
        };
        match value.to_str().and_then(parse) {
            Some(value) => Ok(Setting { value, origin }),
            None => Err(wrong(key, &value, &origin, expected)),
        }
    }

    fn text(&mut self, key: Key) -> Result<Setting<Option<String>>> {
        match self.values.remove(&key) {
            None => Ok(Setting { value: None, origin: Origin::Default }),
            Some(Setting { value, origin }) => match value.to_str() {
                Some(text) if !text.trim().is_empty() => Ok(Setting { value: Some(text.to_owned()), origin }),
                _ => Err(wrong(key, &value, &origin, "a name")),
            },
        }
    }

    fn server(&mut self, url_key: Key, env_key: Key, file_key: Key) -> Result<Server> {
        let url = match self.text(url_key)? {
            Setting { value: None, origin } => Setting { value: None, origin },
            Setting { value: Some(text), origin } => match address(&text) {
                Some(address) => Setting { value: Some(address), origin },
                None => return Err(wrong(url_key, &text.into(), &origin, ADDRESS)),
            },
        };
        let mut server = Server { url, token_env: self.text(env_key)?, token_file: self.path(file_key, None) };
        // A token goes to the address that it was given for: where the environment names another, the file's stays.
        let of_variable = |origin: &Origin| matches!(origin, Origin::Variable(_));
        if of_variable(&server.url.origin) {
            server.token_env.value.take_if(|_| !of_variable(&server.token_env.origin));
            server.token_file.value.take_if(|_| !of_variable(&server.token_file.origin));
        }
        if server.token_env.value.is_some() && server.token_file.value.is_some() {
            let message = format!("`{}` and `{}` are two places for one token", env_key.name(), file_key.name());
            return Err(Error::new(ErrorKind::Config, message).hint("keep one of them"));
        }
        Ok(server)
    }

    fn path(&mut self, key: Key, default: Option<PathBuf>) -> Setting<Option<PathBuf>> {
        match self.values.remove(&key) {
            Some(Setting { value, origin }) => Setting { value: Some(value.into()), origin },
            None => Setting { value: default, origin: Origin::Default },
        }
    }
}

const ADDRESS: &str = "an address such as \"http://localhost:9090\"";
const DURATION: &str = "a duration such as \"500ms\", \"10s\" or \"2m\", of at most a day";

/// A duration as it is written in the file and in flags.
pub fn duration(text: &str) -> std::result::Result<Duration, String> {
    parse_duration(text).ok_or_else(|| format!("it must be {DURATION}"))
}

fn positive<T: std::str::FromStr + PartialOrd + Default>(text: &str) -> Option<T> {
    text.trim().parse().ok().filter(|number| *number > T::default())
}

fn dollars(text: &str) -> Option<f64> {
    positive(text.trim().trim_start_matches('$')).filter(|dollars: &f64| dollars.is_finite())
}

fn choice<T: ValueEnum>(text: &str) -> Option<T> {
    T::from_str(text, true).ok()
}

fn names<T: ValueEnum>() -> String {
    let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
    format!("one of {}", names.join(", "))
}

fn wrong(key: Key, value: &OsString, origin: &Origin, expected: &str) -> Error {
    let place = match origin {
        Origin::Default => "by default".to_owned(),
        Origin::File(path) => format!("in {}", path.display()),
        Origin::Variable(name) | Origin::Flag(name) => format!("from {name}"),
    };
    let message = format!("`{}` is \"{}\" {place}, which cannot be", key.name(), value.display());
    Error::new(ErrorKind::Config, message).hint(format!("it must be {expected}"))
}

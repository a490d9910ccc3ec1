//! What each layer says about models: the defaults, the file, the environment, the flag.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use toml::{Table, Value};

use super::{Field, Role};
use crate::config::env::{self, Environment};
use crate::config::{Origin, Places, Setting};
use crate::error::{Error, ErrorKind, Result};

/// How high a layer stands. What belongs to a host holds where the host was named no higher than it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Height {
    Default,
    /// The variables of `OpenAI`'s own tools, which say least about us.
    Foreign,
    File,
    /// A table of one role in the file.
    Role,
    Environment,
    Flag,
}

/// One value of one layer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layered {
    pub(super) height: Height,
    pub(super) setting: Setting<Value>,
}

/// Every value of every layer, the lowest first.
#[derive(Debug, Default)]
pub(in crate::config) struct Layers(BTreeMap<(Option<Role>, Field), Vec<Layered>>);

impl Layers {
    /// Takes in the `[llm]` table of a file. The compiled-in one is a file too.
    pub(in crate::config) fn add_table(&mut self, table: &Table, origin: &Origin, places: &Places) -> Result<()> {
        for (name, value) in table {
            let role = Role::ALL.into_iter().find(|role| role.name() == name);
            match (role, value) {
                (Some(role), Value::Table(inner)) => {
                    for (name, value) in inner {
                        self.add(Some(role), name, value, origin, places)?;
                    }
                }
                (Some(role), _) => return Err(wrong(format!("`llm.{role}` in {origin} must be a table"))),
                (None, _) => self.add(None, name, value, origin, places)?,
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        role: Option<Role>,
        name: &str,
        value: &Value,
        origin: &Origin,
        places: &Places,
    ) -> Result<()> {
        let Some(field) = Field::named(name).filter(|field| *field != Field::ApiKey) else {
            return Err(unknown(role, name, origin));
        };
        let value = match (field, value, origin) {
            (Field::ApiKeyFile, Value::String(path), Origin::File(file)) => {
                Value::String(places.resolve(Path::new(path), file.parent()).display().to_string())
            }
            _ => value.clone(),
        };
        let height = match (origin, role) {
            (Origin::Default, _) => Height::Default,
            (_, None) => Height::File,
            (_, Some(_)) => Height::Role,
        };
        self.set(role, field, height, value, origin.clone());
        Ok(())
    }

    /// Takes in the environment. Those of other tools count once a model is named, which only the rest can do.
    pub(in crate::config) fn add_environment(&mut self, environment: &Environment) -> Result<()> {
        let ours = [
            (Field::BaseUrl, env::SRE_LLM_BASE_URL),
            (Field::Model, env::SRE_LLM_MODEL),
            (Field::ApiKey, env::SRE_LLM_API_KEY),
        ];
        let theirs = [(Field::BaseUrl, env::OPENAI_BASE_URL), (Field::ApiKey, env::OPENAI_API_KEY)];
        for (height, variables) in [(Height::Environment, &ours[..]), (Height::Foreign, &theirs[..])] {
            for (field, variable) in variables {
                if let Some(value) = environment.get(variable) {
                    let text = text(value.to_owned(), variable)?;
                    self.set(None, *field, height, Value::String(text), Origin::Variable(variable));
                }
            }
        }
        Ok(())
    }

    /// Takes in `--model`.
    pub(in crate::config) fn add_flag(&mut self, model: &str) {
        self.set(None, Field::Model, Height::Flag, Value::String(model.to_owned()), Origin::Flag("--model"));
    }

    fn set(&mut self, role: Option<Role>, field: Field, height: Height, value: Value, origin: Origin) {
        let layered = self.0.entry((role, field)).or_default();
        layered.push(Layered { height, setting: Setting { value, origin } });
        layered.sort_by_key(|one| one.height);
    }

    /// The layers of a key as a role sees them, the lowest first, up to a height.
    fn below(&self, role: Role, field: Field, height: Height) -> impl Iterator<Item = &Layered> {
        let of = |role| self.0.get(&(role, field)).into_iter().flatten();
        let mut all: Vec<&Layered> = of(None).chain(of(Some(role))).filter(|one| one.height <= height).collect();
        all.sort_by_key(|one| one.height);
        all.into_iter()
    }

    /// The value that holds for a role.
    pub(super) fn get(&self, role: Role, field: Field) -> Option<&Layered> {
        self.below(role, field, Height::Flag).last()
    }

    /// The value that a role would have if nothing stood above a height.
    pub(super) fn get_below(&self, role: Role, field: Field, height: Height) -> Option<&Layered> {
        self.below(role, field, height).last()
    }

    /// Forgets what other tools said.
    pub(super) fn forget_foreign(&mut self) {
        for layered in self.0.values_mut() {
            layered.retain(|one| one.height != Height::Foreign);
        }
        self.0.retain(|_, layered| !layered.is_empty());
    }
}

fn text(value: OsString, variable: &str) -> Result<String> {
    value.into_string().map_err(|_| wrong(format!("{variable} is not text in UTF-8")))
}

fn unknown(role: Option<Role>, name: &str, origin: &Origin) -> Error {
    let full = match role {
        Some(role) => format!("llm.{role}.{name}"),
        None => format!("llm.{name}"),
    };
    let error = wrong(format!("unknown key `{full}` in {origin}"));
    if name == Field::ApiKey.name() {
        return error
            .hint("a key is not kept in this file: name its place with `api_key_env`, `api_key_file` or `api_key_command`")
            .hint("SRE_LLM_API_KEY holds one for a single call");
    }
    let likeness = |field: &Field| strsim::jaro_winkler(field.name(), name);
    match Field::ALL.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))) {
        Some(field) if likeness(&field) > 0.8 => error.hint(format!("did you mean `{}`?", field.full_name(role))),
        _ => error.hint("`sre config show` lists the keys"),
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message)
}

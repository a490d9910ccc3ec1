//! Reads a config file into plain values; unknown keys are errors.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::Path;

use fs_err as fs;
use toml::{Table, Value};

use super::Key;
use crate::error::{Error, ErrorKind, Result};

const LIMIT: u64 = 1024 * 1024;

/// What a file says: plain values, and its table about models.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) values: BTreeMap<Key, OsString>,
    pub(super) llm: Table,
}

/// What a file says that may be absent, if it is the platform's, or must be there, if it was named.
pub(super) fn read(path: &Path, must_exist: bool) -> Result<Said> {
    let mut text = String::new();
    let read = fs::File::open(path).and_then(|file| file.take(LIMIT + 1).read_to_string(&mut text));
    match read {
        Ok(size) if size as u64 > LIMIT => {
            Err(wrong(format!("the config file {} is larger than 1 MiB", path.display())))
        }
        Ok(_) => parse(&text, path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => Ok(Said::default()),
        Err(error) => Err(wrong("the config file cannot be read").caused_by(error)),
    }
}

/// What a text says; `path` is for messages.
pub(super) fn parse(text: &str, path: &Path) -> Result<Said> {
    let mut table: Table = toml::from_str(text)
        .map_err(|error| wrong(format!("the config file {} is not valid TOML", path.display())).caused_by(error))?;
    let llm = match table.remove("llm") {
        None => Table::new(),
        Some(Value::Table(llm)) => llm,
        Some(other) => {
            let message = format!("`llm` in {} must be a table", path.display());
            return Err(wrong(message).hint(format!("it is a {}", other.type_str())));
        }
    };
    let mut values = BTreeMap::new();
    flatten("", &table, path, &mut values)?;
    Ok(Said { values, llm })
}

fn flatten(prefix: &str, table: &Table, path: &Path, values: &mut BTreeMap<Key, OsString>) -> Result<()> {
    for (name, value) in table {
        let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match (Key::named(&name), value) {
            (Some(key), Value::String(text)) => {
                values.insert(key, text.into());
            }
            (Some(key), Value::Integer(number)) => {
                values.insert(key, number.to_string().into());
            }
            (Some(key), Value::Float(number)) => {
                values.insert(key, number.to_string().into());
            }
            (Some(key @ Key::NodeServices), Value::Boolean(yes)) => {
                values.insert(key, yes.to_string().into());
            }
            (Some(_), other) => {
                let message = format!("`{name}` in {} must be a string or a number", path.display());
                return Err(wrong(message).hint(format!("it is a {}", other.type_str())));
            }
            (None, Value::Table(inner)) if is_table(&name) => flatten(&name, inner, path, values)?,
            (None, _) => return Err(unknown(&name, path)),
        }
    }
    Ok(())
}

fn is_table(name: &str) -> bool {
    Key::ALL.iter().any(|key| key.name().strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

fn unknown(name: &str, path: &Path) -> Error {
    let error = wrong(format!("unknown key `{name}` in {}", path.display()));
    match Key::nearest(name) {
        Some(key) => error.hint(format!("did you mean `{}`?", key.name())),
        None => error.hint("`sre config show` lists the keys"),
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message)
}

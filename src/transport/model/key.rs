//! The key of a model's endpoint, read when it is first needed: from a variable, a file, or a program that prints it.
//!
//! What a key may be is checked here, because a line break in a file would otherwise end up in a header. No message
//! quotes a key, nor what a program printed where a key should be.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use http::{HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::AsyncReadExt as _;

use crate::config::env;
use crate::config::llm::KeySource;
use crate::transport::redact::{Redactor, sanitize};

/// The longest key: tokens of cloud identities are a few kilobytes.
const LONGEST: u64 = 64 * 1024;
/// How long a program may take to print one.
const PATIENCE: Duration = Duration::from_secs(30);
/// Characters of a program's own words that are quoted.
const QUOTED: usize = 300;

/// Why there is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyTrouble {
    /// The variable is not set.
    #[error("the key is to be taken from {0}, which is not set")]
    Unset(String),
    /// The file cannot be read.
    #[error("the key cannot be read: {0}")]
    File(String),
    /// The program failed.
    #[error("the key's program `{program}` {why}")]
    Program {
        /// Its path as it is configured, without arguments.
        program: String,
        /// What it did.
        why: String,
    },
    /// It is no key.
    #[error("the key from {0} is empty or has characters that no header has")]
    Unusable(String),
}

/// Where the key comes from, and the key once it was read.
#[derive(Debug)]
pub(in crate::transport) struct Key {
    source: KeySource,
    read: Option<SecretString>,
}

impl Key {
    pub(in crate::transport) fn new(source: KeySource) -> Self {
        Self { source, read: None }
    }

    /// The header's value, if there is a key.
    pub(in crate::transport) async fn header(&mut self, name: &HeaderName) -> Result<Option<HeaderValue>, KeyTrouble> {
        if self.read.is_none() {
            self.read = read(&self.source).await?;
        }
        let Some(key) = &self.read else { return Ok(None) };
        let key = key.expose_secret();
        let text = if name == header::AUTHORIZATION { format!("Bearer {key}") } else { key.to_owned() };
        let mut value = HeaderValue::try_from(text).map_err(|_| KeyTrouble::Unusable(place(&self.source)))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    /// Forgets a key that a program printed; whether there is hope for another.
    pub(in crate::transport) fn renew(&mut self) -> bool {
        matches!(self.source, KeySource::Command(_)) && self.read.take().is_some()
    }
}

async fn read(source: &KeySource) -> Result<Option<SecretString>, KeyTrouble> {
    let text = match source {
        KeySource::None => return Ok(None),
        KeySource::Given(key) => key.expose_secret().to_owned(),
        KeySource::Variable(name) => {
            let value = env::named(name).ok_or_else(|| KeyTrouble::Unset(name.clone()))?;
            value.into_string().map_err(|_| KeyTrouble::Unusable(name.clone()))?
        }
        KeySource::File(path) => from_file(path).await.map_err(|error| KeyTrouble::File(error.to_string()))?,
        KeySource::Command(words) => {
            let (program, arguments) = words.split_first().ok_or_else(|| KeyTrouble::Unusable(place(source)))?;
            let failed = |why| KeyTrouble::Program { program: program.clone(), why };
            match tokio::time::timeout(PATIENCE, printed(program, arguments)).await {
                Ok(printed) => printed.map_err(failed)?,
                Err(_) => return Err(failed(format!("did not end within {} s", PATIENCE.as_secs()))),
            }
        }
    };
    let key = text.trim();
    if key.is_empty()
        || key.len() > usize::try_from(LONGEST).unwrap_or(usize::MAX)
        || !key.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return Err(KeyTrouble::Unusable(place(source)));
    }
    Ok(Some(key.to_owned().into()))
}

async fn from_file(path: &Path) -> std::io::Result<String> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        use std::io::Read as _;
        let mut text = String::new();
        fs_err::File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)?;
        Ok(text)
    });
    read.await.map_err(std::io::Error::other)?
}

/// What a program prints. It gets no terminal to ask questions at, and ends with us.
async fn printed(program: &str, arguments: &[String]) -> Result<String, String> {
    #[expect(clippy::disallowed_methods, reason = "the configuration names a program for the key; no shell, no input")]
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "is not installed".to_owned(),
        _ => format!("cannot be started: {error}"),
    })?;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    tokio::join!(
        async {
            if let Some(pipe) = stdout {
                let _ = pipe.take(LONGEST + 1).read_to_end(&mut out).await;
            }
        },
        async {
            if let Some(pipe) = stderr {
                let _ = pipe.take(LONGEST).read_to_end(&mut err).await;
            }
        },
    );
    let status = child.wait().await.map_err(|error| format!("cannot be waited for: {error}"))?;
    if !status.success() {
        let said = words(&String::from_utf8_lossy(&err));
        return Err(if said.is_empty() { format!("failed ({status})") } else { format!("failed ({status}): {said}") });
    }
    String::from_utf8(out).map_err(|_| "printed something that is no text".to_owned())
}

/// The last words of a program, redacted and on one line.
fn words(text: &str) -> String {
    let text = Redactor::default().text(text).into_owned();
    let line = sanitize(&text).split_whitespace().collect::<Vec<_>>().join(" ");
    let surplus = line.chars().count().saturating_sub(QUOTED);
    line.chars().skip(surplus).collect()
}

fn place(source: &KeySource) -> String {
    match source {
        KeySource::None => "nowhere".to_owned(),
        KeySource::Given(_) => "the environment".to_owned(),
        KeySource::Variable(name) => name.clone(),
        KeySource::File(path) => path.display().to_string(),
        KeySource::Command(words) => format!("`{}`", words.first().map_or("", String::as_str)),
    }
}

//! How many tokens models take, as their endpoints told when somebody asked them for it: remembered in a small file, since
//! a question does not ask for it. The configuration goes before it, and a file that cannot be read or written is as good
//! as none.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::list::{Listed, entry};
use crate::config::Places;
use crate::config::llm::Model;

/// Models that are remembered.
const MODELS: usize = 200;
/// Bytes of the file that are read.
const FILE_BYTES: u64 = 256 * 1024;

/// What was told of models until now.
#[derive(Debug)]
pub struct Windows(Option<PathBuf>);

/// The file: models, the one that was told of last at the end.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Remembered {
    models: Vec<Known>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Known {
    /// A hash of its endpoint and its name: who is asked is nobody's business.
    model: String,
    tokens: u64,
}

impl Windows {
    /// What the user's cache directory has.
    pub fn of_user() -> Self {
        Self::kept_in(Places::of_user().cache.map(|folder| folder.join("models.json")))
    }

    /// The same in this file.
    pub fn kept_in(file: Option<PathBuf>) -> Self {
        Self(file)
    }

    /// How many tokens a model takes, if its endpoint ever told.
    pub fn of(&self, model: &Model) -> Option<u64> {
        let (file, key) = (self.0.as_deref()?, key(model)?);
        load(file).models.into_iter().find(|known| known.model == key).map(|known| known.tokens)
    }

    /// Remembers what the endpoint's list says of a model.
    pub fn learn(&self, model: &Model, listed: &[Listed]) {
        let tokens = model.name.value.as_deref().and_then(|name| entry(listed, name)?.context_window);
        let (Some(file), Some(key), Some(tokens)) = (self.0.as_deref(), key(model), tokens) else { return };
        let mut known = load(file);
        if known.models.iter().any(|one| one.model == key && one.tokens == tokens) {
            return;
        }
        known.models.retain(|one| one.model != key);
        known.models.push(Known { model: key, tokens });
        let surplus = known.models.len().saturating_sub(MODELS);
        known.models.drain(..surplus);
        // Nothing is lost but a guess that is worse the next time.
        let _ = save(file, &known);
    }
}

fn key(model: &Model) -> Option<String> {
    let text = format!("{}\n{}", model.base_url.value, model.name.value.as_deref()?);
    Some(blake3::hash(text.as_bytes()).to_hex().to_string())
}

fn load(file: &Path) -> Remembered {
    let small = fs_err::metadata(file).is_ok_and(|found| found.is_file() && found.len() <= FILE_BYTES);
    let text = small.then(|| fs_err::read(file).ok()).flatten().unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Writes beside the file and renames: whoever reads it at that moment reads the one or the other.
fn save(file: &Path, known: &Remembered) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs_err::create_dir_all(folder)?;
    }
    let beside = file.with_extension(format!("{}.tmp", std::process::id()));
    fs_err::write(&beside, serde_json::to_vec(known)?)?;
    fs_err::rename(&beside, file)
}

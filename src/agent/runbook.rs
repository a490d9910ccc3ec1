//! Runbooks: what a team knows about a cause or an alert, as Markdown in its configuration. One joins the tasks that it
//! fits.

use std::path::Path;

use serde::Deserialize;

use super::prompt::split;
use super::roster::markdown;
use crate::error::{Error, ErrorKind, Result};

/// Runbooks that join one task.
const JOINED: usize = 3;
/// Characters of one.
const LENGTH: usize = 4_000;

/// A runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runbook {
    /// The name of its file.
    pub name: String,
    /// Codes of the catalogue that it is about.
    pub causes: Vec<String>,
    /// Names of alerts that it is about.
    pub alerts: Vec<String>,
    /// What it says.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    #[serde(default)]
    causes: Vec<String>,
    #[serde(default)]
    alerts: Vec<String>,
}

impl Runbook {
    /// Those in the `runbooks` folder of the user's configuration.
    pub fn load(config: Option<&Path>) -> Result<Vec<Self>> {
        let Some(folder) = config else { return Ok(Vec::new()) };
        let files = markdown(&folder.join("runbooks"))?;
        files.into_iter().map(|(stem, path, text)| Self::parse(stem, &text, &path)).collect()
    }

    fn parse(name: String, text: &str, path: &Path) -> Result<Self> {
        let wrong = |why: &str| {
            let message = format!("the runbook {} cannot be used: {why}", path.display());
            Error::new(ErrorKind::Config, message)
                .hint("it begins with `---`, `causes: [CODE]`, `alerts: [NAME]`, `---`")
        };
        let (front, body) = split(text).ok_or_else(|| wrong("it has no front matter between `---` lines"))?;
        let front: Front = serde_saphyr::from_str(front)
            .map_err(|_| wrong("its front matter says more than `causes` and `alerts`"))?;
        if front.causes.is_empty() && front.alerts.is_empty() {
            return Err(wrong("it says neither which causes nor which alerts it is about"));
        }
        if let Some(code) =
            front.causes.iter().find(|code| !crate::diagnosis::causes::all().iter().any(|it| it.code == **code))
        {
            return Err(wrong(&format!("the catalogue has no cause `{code}`, see `sre causes`")));
        }
        let text: String = body.trim().chars().take(LENGTH).collect();
        Ok(Self { name, causes: front.causes, alerts: front.alerts, text })
    }

    fn fits(&self, task: &str) -> bool {
        let mut words = task.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
        words.any(|word| self.causes.iter().chain(&self.alerts).any(|name| name == word))
    }
}

/// The runbooks that fit a text: a task, or what the engine says.
pub(super) fn fitting<'r>(all: &'r [Runbook], text: &str) -> Vec<&'r Runbook> {
    all.iter().filter(|one| one.fits(text)).take(JOINED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_joins_what_names_its_cause_or_its_alert() {
        let folder = tempfile::tempdir().unwrap();
        let runbooks = folder.path().join("runbooks");
        std::fs::create_dir(&runbooks).unwrap();
        std::fs::write(runbooks.join("images.md"), "---\ncauses: [ImageNotFound]\n---\nAsk the registry team.\n")
            .unwrap();
        std::fs::write(runbooks.join("down.md"), "---\nalerts: [TargetDown]\n---\nLook at the exporter.\n").unwrap();
        let all = Runbook::load(Some(folder.path())).unwrap();
        let names = |text: &str| fitting(&all, text).iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names("ImageNotFound at Deployment shop/web"), ["images"]);
        assert_eq!(names("why does `TargetDown` fire?"), ["down"]);
        assert!(names("ImageNotFoundOrSo").is_empty());
        std::fs::write(runbooks.join("odd.md"), "---\ncauses: [NoSuchCode]\n---\nx\n").unwrap();
        assert!(Runbook::load(Some(folder.path())).unwrap_err().to_string().contains("NoSuchCode"));
        assert_eq!(Runbook::load(None).unwrap(), []);
    }
}

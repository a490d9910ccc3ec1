//! Which agents there are: those that are built in, and those of the user, which stand above them.

use std::io::Read;
use std::path::Path;

use fs_err as fs;

use super::prompt::{LEAD, Prompt};
use crate::error::{Error, ErrorKind, Result};

/// The built-in ones, in the order in which they are listed.
const BUILT_IN: &[(&str, &str)] = &[
    ("lead", include_str!("../../prompts/lead.md")),
    ("kubernetes", include_str!("../../prompts/kubernetes.md")),
    ("helm", include_str!("../../prompts/helm.md")),
    ("mesh", include_str!("../../prompts/mesh.md")),
    ("metrics", include_str!("../../prompts/metrics.md")),
    ("logs", include_str!("../../prompts/logs.md")),
    ("traces", include_str!("../../prompts/traces.md")),
    ("dashboards-and-alerts", include_str!("../../prompts/dashboards-and-alerts.md")),
    ("identity", include_str!("../../prompts/identity.md")),
    ("gitops-and-changes", include_str!("../../prompts/gitops-and-changes.md")),
    ("cloud", include_str!("../../prompts/cloud.md")),
    ("diagnostics", include_str!("../../prompts/diagnostics.md")),
];

/// Agents that may be there.
const MOST: usize = 40;
/// Bytes of a file.
const LIMIT: u64 = 64 * 1024;

/// Every agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    all: Vec<Prompt>,
}

impl Roster {
    /// The built-in agents, and those in the `prompts` folder of the user's configuration, if there is one. A file
    /// there replaces the agent of its name or adds one.
    pub fn load(config: Option<&Path>) -> Result<Self> {
        let built_in = BUILT_IN.iter().map(|(name, text)| Prompt::parse(name, text, None));
        let mut all = built_in.collect::<Result<Vec<_>>>()?;
        for (stem, file, text) in
            config.map(|folder| markdown(&folder.join("prompts"))).transpose()?.unwrap_or_default()
        {
            let prompt = Prompt::parse(&stem, &text, Some(&file))?;
            match all.iter_mut().find(|known| known.name == prompt.name) {
                Some(known) => *known = prompt,
                None => all.push(prompt),
            }
        }
        if all.len() > MOST {
            return Err(Error::new(ErrorKind::Config, format!("there are {} agents, {MOST} are allowed", all.len())));
        }
        Ok(Self { all })
    }

    /// Every agent, those that cannot be offered included.
    pub fn all(&self) -> &[Prompt] {
        &self.all
    }

    /// The agent of this name.
    pub fn find(&self, name: &str) -> Option<&Prompt> {
        self.all.iter().find(|prompt| prompt.name == name)
    }

    /// The one that delegates.
    pub fn lead(&self) -> Option<&Prompt> {
        self.find(LEAD)
    }

    /// The specialists that can be delegated to.
    pub fn offered(&self) -> impl Iterator<Item = &Prompt> {
        self.all.iter().filter(|prompt| !prompt.is_lead() && prompt.missing().is_none())
    }
}

/// The Markdown files of a folder by name; none where there is no such folder.
pub(super) fn markdown(folder: &Path) -> Result<Vec<(String, std::path::PathBuf, String)>> {
    let cannot = |error: std::io::Error| Error::new(ErrorKind::Config, "a prompt cannot be read").caused_by(error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(cannot)?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        if path.extension().is_some_and(|ending| ending == "md") && !stem.is_empty() {
            files.push((stem, path));
        }
    }
    files.sort();
    files.truncate(MOST * 4);
    let read = |(stem, path): (String, std::path::PathBuf)| {
        let mut text = String::new();
        fs::File::open(&path).and_then(|file| file.take(LIMIT).read_to_string(&mut text)).map_err(cannot)?;
        Ok((stem, path, text))
    };
    files.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_built_in_can_be_used() {
        let roster = Roster::load(None).unwrap();
        assert_eq!(roster.all().len(), 12);
        assert!(roster.lead().unwrap().tools.is_empty());
        let offered: Vec<&str> = roster.offered().map(|prompt| prompt.name.as_str()).collect();
        assert_eq!(offered, ["kubernetes", "helm", "mesh", "logs", "gitops-and-changes", "diagnostics"]);
        for prompt in roster.offered() {
            assert!(prompt.tools.iter().any(|tool| tool == "read_observation"), "{} cannot page", prompt.name);
        }
    }

    #[test]
    fn a_file_of_the_user_replaces_one_or_adds_one() {
        let folder = tempfile::tempdir().unwrap();
        let prompts = folder.path().join("prompts");
        fs::create_dir(&prompts).unwrap();
        let file =
            |name: &str| format!("---\nname: {name}\ndomain: Mine\nmodel: specialist\ntools: [logs]\n---\nLook.\n");
        fs::write(prompts.join("logs.md"), file("logs")).unwrap();
        fs::write(prompts.join("ours.md"), file("ours")).unwrap();
        fs::write(prompts.join("notes.txt"), "not an agent").unwrap();
        let roster = Roster::load(Some(folder.path())).unwrap();
        assert_eq!((roster.all().len(), roster.find("logs").unwrap().domain.as_str()), (13, "Mine"));
        assert!(roster.find("ours").unwrap().file.is_some());
        fs::write(prompts.join("bad.md"), "nothing").unwrap();
        let error = Roster::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("bad.md"), "{error}");
    }
}

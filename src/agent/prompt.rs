//! An agent as a Markdown file: front matter that says what it is for and what it may call, and its instructions.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::llm::Role;
use crate::error::{Error, ErrorKind, Result};
use crate::tools::registry;

/// The name of the one agent that delegates.
pub(super) const LEAD: &str = "lead";
/// Tools that an agent may have: small models lose their way among more.
const TOOLS: usize = 12;
/// Bytes of a file.
const LIMIT: usize = 16 * 1024;
/// Characters of a name and of what an agent is for.
const NAME: usize = 40;
const DOMAIN: usize = 200;

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Its name, which is that of its file.
    pub name: String,
    /// What it is for, in a line: the lead chooses by it.
    pub domain: String,
    /// The tools that it may call.
    pub tools: Vec<String>,
    /// The backends without which it has nothing to look at.
    pub needs: Vec<String>,
    /// Whose model it asks.
    pub role: Role,
    /// Its instructions.
    pub text: String,
    /// The file of the user that it came from; none if it is built in.
    pub file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    name: String,
    domain: String,
    model: String,
    #[serde(default)]
    tools: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
}

impl Prompt {
    /// Reads a file's text. `stem` is the name of the file without its ending.
    pub(super) fn parse(stem: &str, text: &str, file: Option<&Path>) -> Result<Self> {
        let wrong = |why: String| wrong(stem, file, &why);
        if text.len() > LIMIT {
            return Err(wrong(format!("it is larger than {LIMIT} bytes")));
        }
        let (front, body) = split(text).ok_or_else(|| wrong("it has no front matter between `---` lines".into()))?;
        let front: Front = serde_saphyr::from_str(front).map_err(|error| {
            let why = error.to_string();
            wrong(format!("its front matter cannot be read: {}", why.lines().next().unwrap_or_default()))
        })?;
        let role = Role::ALL.into_iter().find(|role| role.name() == front.model);
        let role = role.ok_or_else(|| wrong(format!("`model` is `{}`, it must be lead or specialist", front.model)))?;
        let prompt = Self {
            name: front.name,
            domain: front.domain.trim().to_owned(),
            tools: front.tools,
            needs: front.needs,
            role,
            text: body.trim().to_owned(),
            file: file.map(Path::to_owned),
        };
        prompt.check(stem).map_err(wrong)?;
        Ok(prompt)
    }

    fn check(&self, stem: &str) -> std::result::Result<(), String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.name.is_empty() || self.name.len() > NAME || !self.name.chars().all(plain) {
            return Err(format!("no agent can be called `{}`: lower-case letters, digits and dashes", self.name));
        }
        if self.name != stem {
            return Err(format!("its name is `{}`, and that of its file is `{stem}`", self.name));
        }
        if self.domain.is_empty() || self.domain.chars().count() > DOMAIN {
            return Err(format!("`domain` must say in up to {DOMAIN} characters what it is for"));
        }
        if self.text.is_empty() {
            return Err("it has no instructions below its front matter".to_owned());
        }
        match (self.is_lead(), self.tools.len()) {
            (true, 0) => return Ok(()),
            (true, _) => return Err("the lead has no tools of its own, it delegates".to_owned()),
            (false, 0) if self.needs.is_empty() => return Err("`tools` names no tool that it may call".to_owned()),
            (false, count) if count > TOOLS => {
                return Err(format!("it has {count} tools, an agent has {TOOLS} at most"));
            }
            (false, _) => {}
        }
        for (index, tool) in self.tools.iter().enumerate() {
            registry::find(tool).map_err(|error| format!("`tools` names `{tool}`: {}", error.wrong))?;
            if self.tools.iter().take(index).any(|other| other == tool) {
                return Err(format!("`tools` names `{tool}` twice"));
            }
        }
        Ok(())
    }

    /// Its file.
    pub fn source(&self) -> String {
        let list = |name: &str, all: &[String]| {
            if all.is_empty() { String::new() } else { format!("{name}: [{}]\n", all.join(", ")) }
        };
        let domain = serde_json::Value::from(self.domain.as_str());
        let (tools, needs) = (list("tools", &self.tools), list("needs", &self.needs));
        let head = format!("name: {}\ndomain: {domain}\nmodel: {}\n{tools}{needs}", self.name, self.role);
        format!("---\n{head}---\n{}\n", self.text)
    }

    /// Whether it is the one that delegates.
    pub fn is_lead(&self) -> bool {
        self.name == LEAD
    }

    /// Why it cannot be delegated to; none if it can.
    pub fn missing(&self) -> Option<String> {
        (!self.needs.is_empty()).then(|| format!("not configured: {}", self.needs.join(", ")))
    }
}

/// What stands between the two lines of dashes, and what follows.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start_matches('\u{feff}').strip_prefix("---")?;
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
    let (front, body) = rest.split_once("\n---")?;
    let after = body.split_once('\n').map_or((body, ""), |(line, after)| (line, after));
    after.0.trim().is_empty().then_some((front, after.1))
}

fn wrong(stem: &str, file: Option<&Path>, why: &str) -> Error {
    let place = file.map_or_else(|| format!("prompts/{stem}.md"), |file| file.display().to_string());
    Error::new(ErrorKind::Config, format!("the agent in {place} cannot be used: {why}"))
        .hint("`sre agents show NAME` prints a built-in one to start from")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(front: &str, body: &str) -> Result<Prompt> {
        Prompt::parse("disks", &format!("---\n{front}\n---\n{body}"), None)
    }

    const FRONT: &str = "name: disks\ndomain: Disks\nmodel: specialist\ntools: [storage, describe]";

    #[test]
    fn a_file_is_an_agent() {
        let prompt = parsed(FRONT, "\nLook at disks.\n").unwrap();
        assert_eq!(
            (prompt.name.as_str(), prompt.role, prompt.text.as_str()),
            ("disks", Role::Specialist, "Look at disks.")
        );
        assert_eq!((prompt.tools.len(), prompt.missing()), (2, None));
        let windows = format!("---\r\n{}\r\n---\r\nLook.\r\n", FRONT.replace('\n', "\r\n"));
        assert_eq!(Prompt::parse("disks", &windows, None).unwrap().text, "Look.");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let many = format!("{FRONT}\n").replace("[storage, describe]", &format!("[{}]", ["pods"; 13].join(",")));
        for (front, body, why) in [
            (FRONT, "  \n", "no instructions"),
            ("name: disks", "x", "front matter cannot be read"),
            (&FRONT.replace("specialist", "gpt"), "x", "must be lead or specialist"),
            (&FRONT.replace("storage", "storrage"), "x", "did you mean storage?"),
            (&FRONT.replace("storage", "describe"), "x", "twice"),
            (&FRONT.replace("name: disks", "name: disk"), "x", "that of its file is `disks`"),
            (&FRONT.replace("name: disks", "name: ../disks"), "x", "no agent can be called"),
            (&FRONT.replace("tools: [storage, describe]", ""), "x", "no tool that it may call"),
            (&format!("{FRONT}\ncolour: red"), "x", "front matter cannot be read"),
            (many.as_str(), "x", "13 tools"),
        ] {
            let error = parsed(front, body).unwrap_err().to_string();
            assert!(error.contains(why), "{error} should say {why}");
        }
        assert!(Prompt::parse("disks", "no front matter", None).unwrap_err().to_string().contains("front matter"));
    }
}

//! What could complete a line: commands, and names that exist.

use super::State;
use crate::tui::command;

/// Offers that are shown.
const MOST: usize = 50;

impl State {
    /// What could stand in the place of the last word of the prompt.
    pub fn offers(&self) -> Vec<String> {
        let line = self.prompt.text();
        let word = self.prompt.word();
        if line.starts_with('/') && !line.contains(' ') {
            let names = command::LIST.iter().map(|command| format!("/{}", command.name));
            return names.filter(|name| name.starts_with(line)).collect();
        }
        let names = &self.names;
        let known: Vec<&String> = match line.split(' ').next() {
            Some("/context") => names.contexts.iter().collect(),
            Some("/namespace" | "/scan") => names.namespaces.iter().collect(),
            Some("/tools") => return tools(word),
            Some("/evidence") => return self.citations(word),
            _ => names.namespaces.iter().chain(&names.objects).collect(),
        };
        if word.is_empty() && !line.starts_with('/') {
            return Vec::new();
        }
        let fits = |name: &&&String| {
            name.starts_with(word) || name.rsplit('/').next().is_some_and(|last| last.starts_with(word))
        };
        known.iter().filter(fits).map(|name| (*name).clone()).take(MOST).collect()
    }

    fn citations(&self, word: &str) -> Vec<String> {
        let report = self.run().and_then(|run| run.report.as_deref());
        let ids = report.into_iter().flat_map(|report| &report.evidence).map(|evidence| evidence.id.clone());
        ids.filter(|id| id.starts_with(word)).take(MOST).collect()
    }
}

fn tools(word: &str) -> Vec<String> {
    let tools = crate::tools::registry::all();
    tools.iter().map(|tool| tool.name().to_owned()).filter(|name| name.starts_with(word)).collect()
}

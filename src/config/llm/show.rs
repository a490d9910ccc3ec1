//! The models as `sre config show` tells them: where keys and headers come from, never what they are.

use super::{Field, KeySource, Llm, Model, Role};
use crate::config::units::show_duration;
use crate::config::{Entry, Origin, Setting, name};

impl Llm {
    /// Every key of `[llm]`: one line where both roles have the same, else one for each.
    pub(in crate::config) fn entries(&self) -> Vec<Entry> {
        let entry = |key: String, (value, origin): (Option<String>, Origin)| Entry { key, value, origin: origin.to_string() };
        let mut entries = Vec::new();
        for field in Field::ALL {
            let (lead, specialist) = (self.lead.shown(field), self.specialist.shown(field));
            if lead == specialist {
                entries.push(entry(field.full_name(None), lead));
            } else {
                entries.push(entry(field.full_name(Some(Role::Lead)), lead));
                entries.push(entry(field.full_name(Some(Role::Specialist)), specialist));
            }
        }
        entries
    }
}

impl Model {
    fn shown(&self, field: Field) -> (Option<String>, Origin) {
        match field {
            Field::BaseUrl => always(&self.base_url, Clone::clone),
            Field::Model => maybe(&self.name, Clone::clone),
            Field::ApiKey | Field::ApiKeyEnv | Field::ApiKeyFile | Field::ApiKeyCommand => self.shown_key(field),
            Field::KeyHeader => always(&self.key_header, Clone::clone),
            Field::ApiVersion => maybe(&self.api_version, Clone::clone),
            Field::ToolMode => always(&self.tool_mode, name),
            Field::ContextWindow => maybe(&self.context_window, u64::to_string),
            Field::MaxTokens => maybe(&self.max_tokens, u64::to_string),
            Field::IdleTimeout => always(&self.idle_timeout, |value| show_duration(*value)),
            Field::Timeout => always(&self.timeout, |value| show_duration(*value)),
            Field::Retries => always(&self.retries, u32::to_string),
            Field::RetryWait => always(&self.retry_wait, |value| show_duration(*value)),
            Field::InputPrice => maybe(&self.prices.input, f64::to_string),
            Field::CachedPrice => maybe(&self.prices.cached, f64::to_string),
            Field::OutputPrice => maybe(&self.prices.output, f64::to_string),
            Field::Headers => names(self.headers.value.keys(), &self.headers.origin),
            Field::Body => names(self.body.value.keys(), &self.body.origin),
        }
    }

    /// A key is in one place at most; the others have nothing to show.
    fn shown_key(&self, field: Field) -> (Option<String>, Origin) {
        let value = match (field, &self.key.value) {
            (Field::ApiKey, KeySource::Given(_)) => "(hidden)".to_owned(),
            (Field::ApiKeyEnv, KeySource::Variable(name)) => name.clone(),
            (Field::ApiKeyFile, KeySource::File(path)) => path.display().to_string(),
            // Arguments may hold what nobody should see.
            (Field::ApiKeyCommand, KeySource::Command(words)) => match words.as_slice() {
                [program] => program.clone(),
                [program, ..] => format!("{program} …"),
                [] => return (None, Origin::Default),
            },
            _ => return (None, Origin::Default),
        };
        (Some(value), self.key.origin.clone())
    }
}

fn always<T>(setting: &Setting<T>, show: impl Fn(&T) -> String) -> (Option<String>, Origin) {
    (Some(show(&setting.value)), setting.origin.clone())
}

fn maybe<T>(setting: &Setting<Option<T>>, show: impl Fn(&T) -> String) -> (Option<String>, Origin) {
    (setting.value.as_ref().map(show), setting.origin.clone())
}

fn names<'n>(names: impl Iterator<Item = &'n String>, origin: &Origin) -> (Option<String>, Origin) {
    let names: Vec<&str> = names.map(String::as_str).collect();
    ((!names.is_empty()).then(|| names.join(", ")), origin.clone())
}

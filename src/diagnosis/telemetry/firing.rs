//! Alerts that fire, as they tell themselves: for lists that are shown, whether or not what they are about was read.
//! What an alert means for a diagnosis is in [`super::alerts`].

use jiff::Timestamp;
use serde_json::Value;

use crate::diagnosis::telemetry::alerts::{self, NAMES};

/// An alert that fires and that asks somebody to do something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Firing {
    /// Since when; the newest are asked about first.
    pub since: Option<Timestamp>,
    /// Its name.
    pub name: String,
    /// `critical`, `warning` …; empty where it does not say.
    pub severity: String,
    /// The kind and name of the object that its labels name, as a question would: `deployment/web`.
    pub object: Option<String>,
    /// The namespace that its labels name.
    pub namespace: Option<String>,
    /// What it says to people.
    pub says: String,
}

impl Firing {
    /// The alerts of an answer of Alertmanager or Prometheus, the newest first.
    pub fn all(document: &Value) -> Vec<Self> {
        let lists = ["/items", "/data/alerts"].iter().filter_map(|place| document.pointer(place)?.as_array());
        let mut all: Vec<Self> = lists.flatten().filter(|alert| alerts::counts(alert)).filter_map(Self::of).collect();
        all.sort_by(|a, b| b.since.cmp(&a.since).then_with(|| a.cmp(b)));
        all
    }

    fn of(alert: &Value) -> Option<Self> {
        let label = |name: &str| alerts::label(alert, name).map(str::to_owned);
        let object =
            NAMES.iter().find_map(|(name, kind)| Some(format!("{}/{}", kind.kind.to_lowercase(), label(name)?)));
        Some(Self {
            since: alerts::since(alert),
            name: label("alertname")?,
            severity: label("severity").unwrap_or_default(),
            object: object.or_else(|| label("node").map(|node| format!("node/{node}"))),
            namespace: label("namespace"),
            says: alerts::says(alert).to_owned(),
        })
    }

    /// What it is about, in words.
    pub fn about(&self) -> String {
        match (&self.object, &self.namespace) {
            (Some(object), Some(namespace)) if !object.starts_with("node/") => format!("{object} in {namespace}"),
            (Some(object), _) => object.clone(),
            (None, Some(namespace)) => format!("namespace {namespace}"),
            (None, None) => "the cluster".to_owned(),
        }
    }

    /// The question that it raises.
    pub fn question(&self) -> String {
        match (&self.object, &self.namespace) {
            (None, Some(namespace)) => format!("what is wrong in namespace {namespace}?"),
            (None, None) => "what is broken?".to_owned(),
            (Some(_), _) => format!("what is wrong with {}?", self.about()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fires_is_told_the_newest_first() {
        let alert = |labels: Value, state: &str, at: &str| json!({"labels": labels, "status": {"state": state}, "startsAt": at, "annotations": {"summary": "slow"}});
        let document = json!({"items": [
            alert(json!({"alertname": "Old", "namespace": "shop"}), "active", "2026-11-22T10:00:00Z"),
            alert(json!({"alertname": "New", "namespace": "shop", "deployment": "web"}), "active", "2026-11-22T11:00:00Z"),
            alert(json!({"alertname": "Known", "namespace": "shop"}), "suppressed", "2026-11-22T11:00:00Z"),
            alert(json!({"alertname": "Watchdog"}), "active", "2026-11-22T11:00:00Z"),
            alert(json!({"alertname": "Full", "node": "n1", "namespace": "monitoring"}), "active", "2026-11-22T09:00:00Z"),
        ]});
        let questions: Vec<String> = Firing::all(&document).iter().map(Firing::question).collect();
        let asked = [
            "what is wrong with deployment/web in shop?",
            "what is wrong in namespace shop?",
            "what is wrong with node/n1?",
        ];
        assert_eq!(questions, asked);
        let rules = json!({"status": "success", "data": {"alerts": [
            {"labels": {"alertname": "Slow"}, "state": "firing", "activeAt": "2026-11-22T11:00:00Z"},
            {"labels": {"alertname": "Later"}, "state": "pending", "activeAt": "2026-11-22T11:00:00Z"},
        ]}});
        let names: Vec<String> = Firing::all(&rules).into_iter().map(|alert| alert.name).collect();
        assert_eq!(names, ["Slow"]);
    }
}

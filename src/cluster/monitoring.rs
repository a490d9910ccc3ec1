//! What is asked of Prometheus and Alertmanager, and what their answers are. Which series matter is for the diagnosis.
//!
//! Their requests go through the client of the cluster, below paths that no API server has: one guard and one audit,
//! and a replay answers them like all others. [`crate::transport::monitoring`] sends them where they belong.

use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::evidence::documents::{ALERTS, SERIES};
use crate::transport::monitoring::{TO_ALERTMANAGER, TO_PROMETHEUS};

/// One question to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Monitoring {
    /// The alerts that fire and that nobody silenced, of Alertmanager.
    Alerts,
    /// The alerts that fire by the rules of Prometheus.
    RuleAlerts,
    /// Series over a time, of Prometheus.
    Series {
        /// What they are, in a word or two: the name that their samples are kept under.
        name: String,
        /// The expression.
        query: String,
        /// The first moment, in Unix seconds.
        start: i64,
        /// The last one.
        end: i64,
        /// Seconds from one sample to the next.
        step: i64,
    },
    /// The version of Prometheus.
    PrometheusVersion,
    /// The version of Alertmanager.
    AlertmanagerVersion,
}

impl Monitoring {
    /// Path and query, as the client of the cluster is asked for them.
    pub fn path_and_query(&self) -> String {
        match self {
            Self::Alerts => format!("{TO_ALERTMANAGER}/api/v2/alerts?active=true&inhibited=false&silenced=false"),
            Self::RuleAlerts => format!("{TO_PROMETHEUS}/api/v1/alerts"),
            Self::Series { query, start, end, step, .. } => {
                let query = utf8_percent_encode(query, NON_ALPHANUMERIC);
                format!("{TO_PROMETHEUS}/api/v1/query_range?query={query}&start={start}&end={end}&step={step}")
            }
            Self::PrometheusVersion => format!("{TO_PROMETHEUS}/api/v1/status/buildinfo"),
            Self::AlertmanagerVersion => format!("{TO_ALERTMANAGER}/api/v2/status"),
        }
    }

    /// The question in a few words.
    pub fn label(&self) -> String {
        match self {
            Self::Alerts => "alerts of Alertmanager".to_owned(),
            Self::RuleAlerts => "alerts of Prometheus".to_owned(),
            Self::Series { name, .. } => format!("series {name} of Prometheus"),
            Self::PrometheusVersion => "version of Prometheus".to_owned(),
            Self::AlertmanagerVersion => "version of Alertmanager".to_owned(),
        }
    }

    /// The document that the answer is kept as.
    pub fn document(&self) -> Option<String> {
        match self {
            Self::Alerts | Self::RuleAlerts => Some(ALERTS.to_owned()),
            Self::Series { name, .. } => Some(format!("{SERIES}{name}")),
            Self::PrometheusVersion | Self::AlertmanagerVersion => None,
        }
    }

    /// Who is asked: what stays unseen is told once a server.
    pub fn server(&self) -> &'static str {
        match self {
            Self::Alerts | Self::AlertmanagerVersion => "Alertmanager",
            Self::RuleAlerts | Self::Series { .. } | Self::PrometheusVersion => "Prometheus",
        }
    }
}

/// An answer as an object: a bare list becomes its `items`, an error gets the message that it hides elsewhere.
pub(super) fn document(status: StatusCode, bytes: &[u8]) -> Option<Value> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Array(items)) => Some(json!({ "items": items })),
        Ok(Value::Object(mut object)) => {
            if let Some(Value::String(error)) = object.get("error").cloned() {
                object.insert("message".to_owned(), Value::String(format!("HTTP {}: {error}", status.as_u16())));
            }
            Some(Value::Object(object))
        }
        // Alertmanager says what is wrong as a bare string, proxies as a text.
        _ if !status.is_success() => {
            let text: String = String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).take(200).collect();
            Some(json!({ "message": format!("HTTP {}: {}", status.as_u16(), text.trim().trim_matches('"')) }))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_objects() {
        let of = |status, text: &str| document(StatusCode::from_u16(status).expect("a status"), text.as_bytes());
        assert_eq!(of(200, "[{\"labels\":{}}]"), Some(json!({"items": [{"labels": {}}]})));
        let wrong = of(400, r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#).expect("an object");
        assert_eq!(wrong["message"], "HTTP 400: parse error");
        assert_eq!(of(502, "Bad Gateway\n"), Some(json!({"message": "HTTP 502: Bad Gateway"})));
        assert_eq!(of(200, "<html>"), None);
    }
}

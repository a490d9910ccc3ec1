//! Measured series, whoever stored them: labels, and samples in the order of time.
//!
//! Two forms are read: lines as `VictoriaMetrics` exports them, and the matrix that a Prometheus range query answers with.
//! What measures, and what its name means, is for [`super::meaning`].

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnosis::telemetry::stats::Sample;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// Series that are read of one answer.
const SERIES: usize = 20_000;
/// Samples that are read of one series: the newest.
const SAMPLES: usize = 5_000;

/// A series.
#[derive(Debug, Clone)]
pub struct Series<'g> {
    /// Its labels, its name among them.
    pub labels: BTreeMap<&'g str, &'g str>,
    /// Its samples, oldest first, those that are no number left out.
    pub samples: Vec<Sample>,
    values: View<'g>,
}

impl<'g> Series<'g> {
    /// Its name; none where a query computed it.
    pub fn name(&self) -> Option<&'g str> {
        self.label("__name__")
    }

    /// One of its labels, where that says something.
    pub fn label(&self, name: &str) -> Option<&'g str> {
        self.labels.get(name).copied().filter(|value| !value.is_empty())
    }

    /// What it shows, as a fact about an entity.
    pub fn fact(&self, entity: &EntityKey, shows: String) -> Fact {
        Fact { excerpt: shows, ..self.values.state() }.about(entity)
    }

    fn new(metric: &View<'g>, mut samples: Vec<Sample>, values: View<'g>) -> Option<Self> {
        let labels: BTreeMap<_, _> = metric.entries("").into_iter().filter_map(|(k, v)| Some((k, v.str()?))).collect();
        samples.retain(|sample| sample.value.is_finite());
        samples.sort_by(|a, b| a.at.cmp(&b.at).then(a.value.total_cmp(&b.value)));
        samples.dedup_by_key(|sample| sample.at);
        samples.drain(..samples.len().saturating_sub(SAMPLES));
        (!samples.is_empty()).then_some(Self { labels, samples, values })
    }
}

/// The series of an export: `{"metric": {…}, "values": [1, …], "timestamps": [milliseconds, …]}`, one an item.
pub fn of_export<'g>(document: &View<'g>) -> Vec<Series<'g>> {
    let line = |item: View<'g>| {
        let (metric, values) = (item.at("/metric")?, item.at("/values")?);
        let times = item.at("/timestamps")?.value().as_array()?;
        let numbers = values.value().as_array()?;
        let samples = times.iter().zip(numbers).filter_map(|(at, value)| sample(at.as_i64()?, value)).collect();
        Series::new(&metric, samples, values)
    };
    document.items("/items").into_iter().take(SERIES).filter_map(line).collect()
}

/// The series of a range query: `{"data": {"resultType": "matrix", "result": [{"metric": {…}, "values": [[seconds, "1"], …]}]}}`.
pub fn of_matrix<'g>(answer: &View<'g>) -> Vec<Series<'g>> {
    if answer.str_at("/data/resultType") != Some("matrix") {
        return Vec::new();
    }
    let one = |item: View<'g>| {
        let (metric, values) = (item.at("/metric")?, item.at("/values")?);
        let pairs = values.value().as_array()?;
        let samples = pairs.iter().filter_map(|pair| sample(millis(pair.get(0)?)?, pair.get(1)?)).collect();
        Series::new(&metric, samples, values)
    };
    answer.items("/data/result").into_iter().take(SERIES).filter_map(one).collect()
}

fn sample(at: i64, value: &Value) -> Option<Sample> {
    let value = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    Some(Sample { at, value })
}

/// Seconds with a fraction as whole milliseconds.
fn millis(seconds: &Value) -> Option<i64> {
    let whole = (seconds.as_f64()? * 1000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "what does not fit a moment is none")]
    (whole.abs() < 1e15).then_some(whole as i64)
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;

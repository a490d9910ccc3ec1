//! What Prometheus is asked about a namespace: the series that the rules know how to read, by pod or by the workload that
//! a mesh names, aggregated there and not here.
//!
//! Expressions are written for the names that exporters, meshes and client libraries give by default: cAdvisor, Istio,
//! the HTTP servers of Prometheus' and OpenTelemetry's conventions, Micrometer and gRPC. Where none of these is there,
//! an expression has no series, and nothing is said.

use jiff::Timestamp;

use crate::cluster::monitoring::Monitoring;

/// The name of the series that are edges: who calls whom by what a mesh counts. Read by [`super::edges`].
pub const CALLS: &str = "calls";
/// How far back is looked.
const PAST: i64 = 3600;
/// Seconds between two samples.
const STEP: i64 = 30;
/// Over which time rates are taken: four scrapes of the usual length are in it.
const RATE: &str = "2m";

/// Histograms or summaries of the time that requests take, in seconds.
const DURATIONS: &[&str] = &[
    "http_request_duration_seconds",
    "http_server_request_duration_seconds",
    "http_server_duration_seconds",
    "http_server_requests_seconds",
    "grpc_server_handling_seconds",
];

/// Counters of requests, where no histogram counts them.
const COUNTERS: &[&str] = &["http_requests_total", "http_server_requests_total", "grpc_server_handled_total"];

/// The questions about a namespace. `now` is rounded down to a step, so that the same question asks for the same.
pub fn of(namespace: &str, now: Timestamp) -> Vec<Monitoring> {
    let end = now.as_second().div_euclid(STEP) * STEP;
    let ask = |(name, query): (&str, String)| Monitoring::Series {
        name: name.to_owned(),
        // What is computed has no name of its own, and the name says what it measures.
        query: format!("label_replace({query}, \"__name__\", \"{name}\", \"\", \"\")"),
        start: end - PAST,
        end,
        step: STEP,
    };
    let calls = Monitoring::Series { name: CALLS.to_owned(), query: calls(namespace), start: end, end, step: STEP };
    expressions(namespace).into_iter().map(ask).chain([calls]).collect()
}

/// The calls of a namespace's workloads to Services of it within the hour. Only what a mesh counts at the caller names both.
fn calls(namespace: &str) -> String {
    let of = format!(
        "reporter=\"source\", source_workload_namespace=\"{namespace}\", destination_service_namespace=\"{namespace}\""
    );
    format!("sum by (source_workload, destination_service_name) (increase(istio_requests_total{{{of}}}[1h])) > 0")
}

fn expressions(namespace: &str) -> Vec<(&'static str, String)> {
    let own = format!("namespace=\"{namespace}\"");
    let by_pod = |metric: &str| format!("sum by (namespace, pod) (rate({metric}{{{own}, pod!=\"\"}}[{RATE}]))");
    let of_containers = |metric: &str| {
        let inside = format!("{own}, container!=\"\", container!=\"POD\"");
        format!("sum by (namespace, pod) (rate({metric}{{{inside}}}[{RATE}]))")
    };
    let to = format!("reporter=\"destination\", destination_workload_namespace=\"{namespace}\"");
    let whom = "destination_workload, destination_workload_namespace";
    let mesh = |share: &str| {
        let buckets = format!("rate(istio_request_duration_milliseconds_bucket{{{to}}}[{RATE}])");
        format!("histogram_quantile({share}, sum by (le, {whom}) ({buckets}))")
    };
    let pods = format!("{own}, pod!=\"\"");
    let served = |share: &str| {
        let sum = |name: &&str| format!("sum by (le, namespace, pod) (rate({name}_bucket{{{pods}}}[{RATE}]))");
        let told = |name: &&str| format!("max by (namespace, pod) ({name}{{{pods}, quantile=\"{share}\"}})");
        let computed = format!("histogram_quantile({share}, {})", either(DURATIONS.iter().map(sum)));
        format!("({computed} or {})", either(DURATIONS.iter().map(told)))
    };
    let counts = DURATIONS.iter().map(|name| by_pod(&format!("{name}_count")));
    let requests = either(counts.chain(COUNTERS.iter().map(|name| by_pod(name))));
    vec![
        ("container_cpu_usage_cores", of_containers("container_cpu_usage_seconds_total")),
        ("container_cpu_throttled", of_containers("container_cpu_cfs_throttled_seconds_total")),
        ("container_network_packets_dropped", by_pod("container_network_receive_packets_dropped_total")),
        ("istio_requests_rate", format!("sum by ({whom}) (rate(istio_requests_total{{{to}}}[{RATE}]))")),
        ("istio_request_duration_milliseconds:p50", mesh("0.5")),
        ("istio_request_duration_milliseconds:p99", mesh("0.99")),
        ("http_requests_rate", requests),
        ("http_request_duration_seconds:p50", served("0.5")),
        ("http_request_duration_seconds:p99", served("0.99")),
    ]
}

fn either(expressions: impl Iterator<Item = String>) -> String {
    expressions.collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::diagnosis::telemetry::meaning::{self, Quantity, Share};

    #[test]
    fn every_name_means_what_is_asked_for() {
        let means = |name: &str| {
            let meaning = meaning::of(name, &BTreeMap::new()).expect("a name that is understood");
            assert!(!meaning.counter, "{name}: rates are taken there");
            (meaning.quantity, meaning.scale)
        };
        let meant: Vec<_> = expressions("shop").into_iter().map(|(name, _)| means(name)).collect();
        let latency = |scale| [Share::Typical, Share::Tail].map(|share| (Quantity::Latency(share), scale));
        let plain = [Quantity::Cpu, Quantity::Throttled, Quantity::Lost, Quantity::Requests].map(|what| (what, 1.0));
        let expected = [&plain[..], &latency(1e-3), &[(Quantity::Requests, 1.0)], &latency(1.0)].concat();
        assert_eq!(meant, expected);
    }

    #[test]
    fn the_same_half_minute_asks_for_the_same() {
        let at = |text: &str| of("shop", text.parse().expect("a moment"));
        assert_eq!(at("2026-11-22T14:29:01Z"), at("2026-11-22T14:29:29Z"));
        assert_ne!(at("2026-11-22T14:29:01Z"), at("2026-11-22T14:29:31Z"));
    }
}

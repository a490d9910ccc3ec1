//! What a series measures, by the words of its name: one table for the names of exporters, meshes and agents.
//!
//! Names follow conventions: the thing, what of it, the unit, and `total` for what only counts up. A latency without a
//! unit is in milliseconds, as `StatsD`'s timers and most agents send it; Prometheus' own names say theirs.

use std::collections::BTreeMap;

/// Which part of the requests a latency speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Share {
    /// The request in the middle, or the mean of all.
    Typical,
    /// The slowest of them.
    Tail,
}

/// What is measured, in one unit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// How long answers take, in seconds.
    Latency(Share),
    /// Requests a second.
    Requests,
    /// Processor time that is used, in cores.
    Cpu,
    /// Time that a processor was withheld, in seconds a second.
    Throttled,
    /// Packets or segments that were sent again, or were lost, a second.
    Lost,
}

/// What a series measures, and how its numbers become that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meaning {
    /// What.
    pub quantity: Quantity,
    /// What one of its units is worth in the quantity's.
    pub scale: f64,
    /// Whether it only counts up, so that its change a second is what matters.
    pub counter: bool,
}

/// A row of the table: a name fits with one word of each group, and none of the others.
struct Row {
    groups: &'static [&'static [&'static str]],
    without: &'static [&'static str],
    quantity: Quantity,
}

/// The first row that fits counts.
const TABLE: &[Row] = &[
    Row { groups: &[&["latency", "duration"], &["count"]], without: INTERNAL, quantity: Quantity::Requests },
    Row { groups: &[&["latency", "duration"]], without: PARTS, quantity: Quantity::Latency(Share::Typical) },
    Row { groups: &[&["response", "request"], &["time"]], without: PARTS, quantity: Quantity::Latency(Share::Typical) },
    Row {
        groups: &[&["cpu"], &["throttled", "throttling", "throttle", "cfs"]],
        without: &["periods", "period", "quota"],
        quantity: Quantity::Throttled,
    },
    Row {
        groups: &[&["cpu"]],
        without: &[
            "limit",
            "limits",
            "request",
            "requests",
            "quota",
            "period",
            "periods",
            "capacity",
            "allocatable",
            "machine",
            "node",
            "load",
            "pressure",
            "percent",
            "percentage",
            "utilization",
            "utilisation",
            "ratio",
            "shares",
            "count",
        ],
        quantity: Quantity::Cpu,
    },
    Row {
        groups: &[&[
            "retrans",
            "retransmit",
            "retransmits",
            "retransmitted",
            "retransmission",
            "retransmissions",
            "retranssegs",
        ]],
        without: &[],
        quantity: Quantity::Lost,
    },
    Row {
        groups: &[&["network", "net", "packet", "packets"], &["drop", "drops", "dropped", "lost", "loss"]],
        without: &[],
        quantity: Quantity::Lost,
    },
    Row { groups: &[&["rps", "qps", "tps"]], without: &[], quantity: Quantity::Requests },
    Row {
        groups: &[&["request", "requests"], &["total", "rate", "throughput"]],
        without: &["bytes", "size", "success", "error", "errors", "failed", "memory", "inflight", "rejected"],
        quantity: Quantity::Requests,
    },
];

/// What makes a duration one of something that no user waits for.
const INTERNAL: &[&str] = &[
    "scrape",
    "gc",
    "pause",
    "rule",
    "evaluation",
    "reconcile",
    "workqueue",
    "etcd",
    "apiserver",
    "kubelet",
    "fsync",
    "compaction",
    "replication",
    "lookup",
    "refresh",
    "sync",
    "lease",
];
/// The same, and the parts of which a histogram or a summary is made.
const PARTS: &[&str] = &[
    "bucket",
    "sum",
    "count",
    "created",
    "scrape",
    "gc",
    "pause",
    "rule",
    "evaluation",
    "reconcile",
    "workqueue",
    "etcd",
    "apiserver",
    "kubelet",
    "fsync",
    "compaction",
    "replication",
    "lookup",
    "refresh",
    "sync",
    "lease",
];

/// What a name means, with the labels of its series.
pub fn of(name: &str, labels: &BTreeMap<&str, &str>) -> Option<Meaning> {
    let words = words(name);
    let has = |word: &&str| words.iter().any(|own| own == word);
    let fits = |row: &&Row| row.groups.iter().all(|group| group.iter().any(has)) && !row.without.iter().any(has);
    let row = TABLE.iter().find(fits)?;
    let counter = has(&"total") || (row.quantity == Quantity::Requests && has(&"count"));
    let quantity = match row.quantity {
        Quantity::Latency(_) if counter => return None,
        Quantity::Latency(_) => Quantity::Latency(share(&words, labels)?),
        other => other,
    };
    Some(Meaning { quantity, scale: scale(quantity, &words)?, counter })
}

/// The words of a name, in lower case: `p90latency` has two, `requestDuration` too.
pub fn words(name: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut word = String::new();
        let mut last = ' ';
        for c in part.chars() {
            let hump = c.is_ascii_uppercase() && last.is_ascii_lowercase();
            let percentile = c.is_ascii_alphabetic() && last.is_ascii_digit() && percentile(&word).is_some();
            if (hump || percentile) && !word.is_empty() {
                all.push(std::mem::take(&mut word));
            }
            word.push(c.to_ascii_lowercase());
            last = c;
        }
        all.extend(Some(word).filter(|word| !word.is_empty()));
    }
    all
}

/// `p99` and `p999` are shares of all requests.
fn percentile(word: &str) -> Option<f64> {
    let digits = word.strip_prefix('p').filter(|rest| (2..=4).contains(&rest.len()))?;
    let number: f64 = Some(digits).filter(|d| d.chars().all(|c| c.is_ascii_digit()))?.parse().ok()?;
    Some(number / 10_f64.powi(i32::try_from(digits.len()).ok()?))
}

/// Which share of the requests it speaks of; none for the fastest.
fn share(words: &[String], labels: &BTreeMap<&str, &str>) -> Option<Share> {
    let labelled = labels.get("quantile").and_then(|quantile| quantile.parse().ok());
    let quantile = words.iter().find_map(|word| percentile(word)).or(labelled);
    let said = |one: &str| words.iter().any(|word| word == one);
    match quantile {
        Some(share) if share >= 0.7 => Some(Share::Tail),
        Some(share) if share >= 0.4 => Some(Share::Typical),
        Some(_) => None,
        None if said("min") => None,
        None if said("max") => Some(Share::Tail),
        None => Some(Share::Typical),
    }
}

/// What one unit is worth; none where the unit is of something else.
fn scale(quantity: Quantity, words: &[String]) -> Option<f64> {
    let said = |some: &[&str]| words.iter().any(|word| some.contains(&word.as_str()));
    match quantity {
        Quantity::Latency(_) if said(&["seconds", "second", "s", "sec"]) => Some(1.0),
        Quantity::Latency(_) if said(&["microseconds", "us", "usec"]) => Some(1e-6),
        Quantity::Latency(_) if said(&["nanoseconds", "ns", "nsec"]) => Some(1e-9),
        Quantity::Latency(_) => Some(1e-3),
        Quantity::Cpu if said(&["millicores", "milli", "m"]) => Some(1e-3),
        Quantity::Cpu if said(&["nanocores", "nano"]) => Some(1e-9),
        Quantity::Lost if said(&["bytes"]) => None,
        Quantity::Cpu | Quantity::Throttled | Quantity::Requests | Quantity::Lost => Some(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str) -> Option<(Quantity, f64, bool)> {
        of(name, &BTreeMap::new()).map(|m| (m.quantity, m.scale, m.counter))
    }

    #[test]
    fn names_of_exporters_meshes_and_agents() {
        use Quantity::{Cpu, Latency, Lost, Requests, Throttled};
        use Share::{Tail, Typical};
        for (name, meaning) in [
            ("p99_latency", (Latency(Tail), 1e-3, false)),
            ("p50latency", (Latency(Typical), 1e-3, false)),
            ("checkout.request.duration.p95", (Latency(Tail), 1e-3, false)),
            ("job:http_request_duration_seconds:p999", (Latency(Tail), 1.0, false)),
            ("istio_request_duration_milliseconds", (Latency(Typical), 1e-3, false)),
            ("http_request_duration_seconds_count", (Requests, 1.0, true)),
            ("avgResponseTime", (Latency(Typical), 1e-3, false)),
            ("container_cpu_usage_seconds_total", (Cpu, 1.0, true)),
            ("cpu", (Cpu, 1.0, false)),
            ("cpu_usage_millicores", (Cpu, 1e-3, false)),
            ("container_cpu_cfs_throttled_seconds_total", (Throttled, 1.0, true)),
            ("node_netstat_Tcp_RetransSegs", (Lost, 1.0, false)),
            ("container_network_receive_packets_dropped_total", (Lost, 1.0, true)),
            ("istio_requests_total", (Requests, 1.0, true)),
            ("rps", (Requests, 1.0, false)),
        ] {
            assert_eq!(meant(name), Some(meaning), "{name}");
        }
    }

    #[test]
    fn what_sounds_alike_and_is_something_else() {
        for name in [
            "http_request_duration_seconds_bucket",
            "http_request_duration_seconds_sum",
            "scrape_duration_seconds",
            "go_gc_duration_seconds",
            "apiserver_request_duration_seconds",
            "container_cpu_cfs_throttled_periods_total",
            "kube_pod_container_resource_requests_cpu",
            "machine_cpu_cores",
            "node_cpu_seconds_total",
            "cpu_utilization_percent",
            "request_latency_min",
            "p10latency",
            "up",
            "",
        ] {
            assert_eq!(meant(name), None, "{name}");
        }
    }

    #[test]
    fn a_summary_says_its_share_in_a_label() {
        let of = |quantile| of("rpc_duration_seconds", &BTreeMap::from([("quantile", quantile)])).map(|m| m.quantity);
        assert_eq!(of("0.5"), Some(Quantity::Latency(Share::Typical)));
        assert_eq!(of("0.99"), Some(Quantity::Latency(Share::Tail)));
        assert_eq!(of("0.01"), None);
    }
}

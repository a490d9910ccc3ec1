//! Whether Prometheus and Alertmanager answer, where they are configured. An investigation runs without them.

use serde_json::Value;

use super::checks::Checks;
use super::model::{Area, Check};
use crate::cluster::fetch::Fetcher;
use crate::cluster::monitoring::Monitoring;
use crate::cluster::read::Read;
use crate::evidence::observation::Outcome;
use crate::transport::monitoring::Servers;

/// Asks each of them for its version.
pub(super) async fn check(servers: &Servers, fetcher: &Fetcher, checks: &mut Checks) {
    let wanted = [
        (Monitoring::PrometheusVersion, &servers.prometheus, "/data/version", "prometheus.url", "/api/v1"),
        (Monitoring::AlertmanagerVersion, &servers.alertmanager, "/versionInfo/version", "alertmanager.url", "/api/v2"),
    ];
    for (asked, address, version, key, below) in wanted {
        let Some(address) = address else { continue };
        let (name, url) = (asked.server(), &address.url);
        let fetched = fetcher.fetch(&Read::monitoring(asked)).await;
        checks.add(match (&fetched.outcome, fetched.outcome.blindness()) {
            (Outcome::Read, _) => {
                let said = fetched.body.json().and_then(|body| body.pointer(version)).and_then(Value::as_str);
                Check::ok(
                    Area::Backends,
                    format!("{name} {} answers at {url}", said.unwrap_or("of an unknown version")),
                )
            }
            (_, why) => Check::warning(Area::Backends, format!("{name} does not answer at {url}"))
                .because(why.map_or_else(String::new, |(_, why)| why.to_owned()))
                .advise(format!("`{key}` is the address below which {below} is; questions are answered without it")),
        });
    }
}

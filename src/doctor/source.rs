//! How we get to the source: the login that the kubeconfig describes, and whether the server answers.

use super::checks::Checks;
use super::model::{Area, Check};
use crate::cluster::login::{self, Login};
use crate::cluster::open::Opened;
use crate::cluster::rights::Rights;
use crate::cluster::source::Source;

/// Seconds that two clocks may differ before tokens and ages suffer.
const SKEW: i64 = 60;

/// The login of a live source. A plugin is named before it is run.
pub(super) fn login(source: &Source, checks: &mut Checks, tell: impl Fn(&str)) -> Option<Login> {
    let Source::Live { context, kubeconfig, .. } = source else { return None };
    let login = login::of(context.as_deref(), kubeconfig.as_deref())?;
    if let Some(plugin) = &login.plugin {
        tell(&format!("the kubeconfig has this run for a credential: {}", plugin.command));
    }
    checks.add(described(&login));
    Some(login)
}

fn described(login: &Login) -> Check {
    let user = login.user.as_ref().map_or_else(|| "nobody".to_owned(), |user| format!("`{user}`"));
    let what = format!("the kubeconfig's user is {user}, with {}", login.with);
    let mut details = Vec::new();
    if let Some(plugin) = &login.plugin {
        details.push(format!("runs {}", plugin.command));
        if !plugin.variables.is_empty() {
            details.push(format!("sets {} for it", plugin.variables.join(", ")));
        }
    }
    details.extend(login.impersonates.iter().map(|whom| format!("acts as {whom}")));
    details.extend(login.proxy.iter().map(|proxy| format!("goes through the proxy {proxy}")));
    let check = if login.insecure {
        Check::warning(Area::Login, what)
            .because("the server's certificate is not checked: whoever stands in between can take the credential")
            .advise("give the kubeconfig the cluster's certificate-authority instead of insecure-skip-tls-verify")
    } else {
        Check::ok(Area::Login, what)
    };
    check.list(details)
}

/// Whether the server answers; what it says of itself goes into the figures.
pub(super) async fn reach(rights: &Rights, opened: &Opened, checks: &mut Checks) -> bool {
    let server = opened.server.as_deref().unwrap_or("the server");
    let pinged = match rights.ping().await {
        Ok(pinged) => pinged,
        Err(trouble) => {
            checks.add(
                Check::failed(Area::Source, format!("{server} does not answer as a cluster should"))
                    .because(trouble.why())
                    .advise("compare with `kubectl version`, which asks the same"),
            );
            return false;
        }
    };
    checks.stats.latency_ms = Some(pinged.millis);
    checks.stats.clock_skew_s = pinged.skew;
    let version = if pinged.version.is_empty() { "of an unknown version" } else { &pinged.version };
    let what = format!("{} at {server} answers, Kubernetes {version}", opened.label);
    checks.add(match pinged.skew.filter(|skew| skew.abs() > SKEW) {
        Some(skew) => {
            let (seconds, way) = (skew.abs(), if skew > 0 { "ahead of" } else { "behind" });
            Check::warning(Area::Source, what)
                .because(format!("its clock is {seconds} s {way} this machine's: tokens may be refused, ages are off"))
                .advise("set this machine's clock, or have the server's set")
        }
        None => Check::ok(Area::Source, what),
    });
    true
}

//! Names that do not resolve although the Services are there: `PodDnsMisconfigured` and `ClusterDnsBroken`.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{absent, mend, names, policy, scene};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::network;
use crate::diagnosis::logs::severity::{self, Severity};
use crate::diagnosis::objects::address;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

const SYSTEM: &str = "kube-system";

/// A name that an app could not resolve although its Service is there.
struct Unresolved {
    service: EntityKey,
    exists: Fact,
    /// That the name does not resolve, in so many words.
    said: Option<Fact>,
    /// That it does not connect, which is what comes of it.
    cut: Option<Fact>,
}

fn unresolved(case: &Case<'_>, app: &App<'_>) -> Option<Unresolved> {
    let called = calls::of_app(app, case.graph).into_iter().map(|call| (call.address.host, call.service));
    // What only the line names: `lookup ledger on …`, `http://ledger/`.
    let line = scene::said(app, absent::UNKNOWN_NAME, |_| true)?;
    let words = address::of_text(&line.excerpt).into_iter().map(|address| address.host);
    let plain = line.excerpt.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))).map(str::to_owned);
    let said = words.chain(plain).filter_map(|host| Some((host.clone(), address::service_of(&host, app.key.ns())?)));
    called.chain(said).find_map(|(host, service)| {
        let Lookup::Present(object) = case.graph.lookup(&service) else { return None };
        let exists = View::root(case.graph, object).at("/metadata/name")?.state();
        let said = scene::said(app, absent::UNKNOWN_NAME, |line| network::names(line, &host))?;
        Some(Unresolved { service, exists, said: Some(said), cut: None })
    })
}

/// An app in trouble that calls a Service, and that says that it does not connect. Some hide the reason.
fn disconnected(case: &Case<'_>, app: &App<'_>) -> Option<Unresolved> {
    let called = calls::of_app(app, case.graph).into_iter().map(|call| call.service);
    let (service, exists) = called.into_iter().find_map(|service| {
        let exists = case.graph.view(&service)?.at("/metadata/name")?.state();
        Some((service, exists))
    })?;
    let cut = app.troubled().into_iter().flat_map(Pod::containers).flat_map(|c| c.logs()).find_map(|log| {
        let says = |text: &str| network::of(text).is_some() || text.to_lowercase().contains("connect");
        let line =
            log.lines.iter().rev().find(|line| severity::of(&line.text) > Severity::Plain && says(&line.text))?;
        Some(log.fact(line))
    })?;
    Some(Unresolved { service, exists, said: None, cut: Some(cut) })
}

/// What leads a pod past the cluster's name server.
fn astray<'g>(case: &Case<'g>, app: &App<'g>) -> Option<(View<'g>, String)> {
    let spec = app.template()?.at("/spec")?;
    let policy = spec.at("/dnsPolicy");
    let named = policy.as_ref().and_then(View::str).unwrap_or("ClusterFirst");
    if named == "Default" {
        return Some((
            policy?,
            "has dnsPolicy Default, so its pods ask the node's name server, which does not know Services".to_owned(),
        ));
    }
    let host = spec.at("/hostNetwork").filter(|host| host.bool() == Some(true));
    if let (Some(host), "ClusterFirst") = (host, named) {
        return Some((host, "runs on the host's network without dnsPolicy ClusterFirstWithHostNet, so its pods ask the node's name server".to_owned()));
    }
    if named != "None" {
        return None;
    }
    let servers = spec.at("/dnsConfig/nameservers")?;
    let listed: Vec<&str> = servers.items("").iter().filter_map(View::str).collect();
    let key = EntityKey::new(&kinds::SERVICE, Some(SYSTEM), "kube-dns");
    let own = case.graph.view(&key).and_then(|service| service.str_at("/spec/clusterIP"));
    // The cache on each node listens there.
    let right = listed.iter().any(|ip| Some(*ip) == own || ip.starts_with("169.254."));
    (!right).then(|| {
        (servers, format!("has dnsPolicy None and asks {}, which is not the cluster's name server", listed.join(", ")))
    })
}

/// `PodDnsMisconfigured`.
pub fn pod(case: &Case<'_>) -> Vec<Hypothesis> {
    case.apps.iter().filter_map(|app| one(case, app)).collect()
}

fn one(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    let (place, why) = astray(case, app)?;
    let elsewhere = place.full_pointer().ends_with("/nameservers");
    let name = unresolved(case, app).or_else(|| disconnected(case, app).filter(|_| elsewhere))?;
    let text = format!(
        "{} {why}: the name of Service {} does not resolve there although the Service exists.",
        scene::called(app),
        name.service.path()
    );
    let field = place.full_pointer();
    let field = field.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = if field == "hostNetwork" { "ClusterFirstWithHostNet" } else { "ClusterFirst" };
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let manifest = |policy: &str| format!("spec:\n  template:\n    spec:\n      dnsPolicy: {policy}\n");
    let now = app.template().and_then(|t| t.str_at("/spec/dnsPolicy")).unwrap_or("ClusterFirst");
    let diff = advice::diff(&app.key, &manifest(now), &manifest(wanted));
    let mut hypothesis = Hypothesis::new(&names::POD_DNS_MISCONFIGURED, &app.key, text)
        .support(Weight::Proof, "where the pods look names up", Some(place.spec()))
        .support(Weight::Strong, "the app says that the name does not resolve", name.said.clone())
        .support(Weight::Weak, "the Service exists", Some(name.exists.clone()))
        .link(&app.key, "does not ask the cluster's name server", vec![place.spec()])
        .link(&name.service, "exists", vec![name.exists])
        .explaining(&app.key)
        .advise(advice::edit(
            app,
            &format!("Set dnsPolicy {wanted} for the pods of {}.", scene::called(app)),
            Some(line),
            diff,
        ))
        .blames(None, &format!("/{field}"), &field);
    if let Some(cut) = &name.cut {
        hypothesis = hypothesis.support(Weight::Weak, "the app says that it does not connect", Some(cut.clone()));
    }
    if let Some(said) = name.said.or(name.cut) {
        let line = format!("says \"{}\"", crate::diagnosis::logs::decisive::shorten(&said.excerpt));
        hypothesis = hypothesis.link(&said.entity.clone(), line, vec![said]);
    }
    for pod in app.troubled() {
        hypothesis = hypothesis.explaining(pod.key());
    }
    Some(hypothesis)
}

/// `ClusterDnsBroken`.
pub fn cluster(case: &Case<'_>) -> Vec<Hypothesis> {
    let apps = scene::apps(case);
    let server = apps.iter().find(|app| policy::is_name_server(app));
    let Some((place, what, fix)) = broken(case, server) else { return Vec::new() };
    let key = EntityKey::new(&kinds::SERVICE, Some(SYSTEM), "kube-dns");
    let object = server.map_or(&key, |server| &server.key);
    let sufferers: Vec<(&App<'_>, Fact)> = case
        .apps
        .iter()
        .filter(|app| app.key != *object && astray(case, app).is_none())
        .filter_map(|app| Some((app, scene::said(app, absent::UNKNOWN_NAME, |_| true)?)))
        .collect();
    let Some((first, said)) = sufferers.first() else { return Vec::new() };
    let more = if sufferers.len() > 1 { format!(" and {} more", sufferers.len() - 1) } else { String::new() };
    let text = format!("The cluster's name server {what}, so names do not resolve for {}{more}.", scene::called(first));
    let line = format!("says \"{}\"", crate::diagnosis::logs::decisive::shorten(&said.excerpt));
    let mut hypothesis = Hypothesis::new(&names::CLUSTER_DNS_BROKEN, object, text)
        .support(Weight::Proof, "the name server as it is", Some(place.clone()))
        .support(Weight::Strong, "an app says that names do not resolve", Some(said.clone()))
        .link(object, what, vec![place])
        .link(&said.entity.clone(), line, vec![said.clone()])
        .advise(fix);
    for (app, _) in &sufferers {
        hypothesis = hypothesis.explaining(&app.key);
        for pod in app.troubled() {
            hypothesis = hypothesis.explaining(pod.key());
        }
    }
    vec![hypothesis]
}

/// What is wrong with the name server: its configuration, its size, its pods.
fn broken(case: &Case<'_>, server: Option<&App<'_>>) -> Option<(Fact, String, crate::report::model::Remediation)> {
    let map = EntityKey::new(&kinds::CONFIG_MAP, Some(SYSTEM), "coredns");
    if let Some(file) = case.graph.view(&map).and_then(|map| map.at("/data/Corefile"))
        && let Some(what) = misconfigured(file.str().unwrap_or_default())
    {
        let text = format!("Correct the Corefile in ConfigMap {}.", map.path());
        return Some((
            file.spec(),
            what,
            mend::object(case.graph, &map, &text, mend::edit(&map), None, "every app asks this server"),
        ));
    }
    let app = server?;
    let key = &app.key;
    let scaled =
        app.view.as_ref().and_then(|view| view.at("/spec/replicas")).filter(|replicas| replicas.i64() == Some(0));
    if let Some(replicas) = scaled {
        let line = format!("{} scale {} --replicas=2", advice::kubectl(key), advice::kubectl_name(key));
        let text = "Scale the name server up again.".to_owned();
        return Some((
            replicas.spec(),
            "is scaled to zero".to_owned(),
            mend::object(case.graph, key, &text, line, None, "none; nothing resolves now"),
        ));
    }
    let service = EntityKey::new(&kinds::SERVICE, Some(SYSTEM), "kube-dns");
    let unready = app.pods.iter().filter(|pod| !pod.ready()).count();
    if app.ready() > 0 || unready == 0 {
        return None;
    }
    let pod = app.pods.first()?;
    let fact = pod.condition("Ready").and_then(|ready| ready.at("/status"))?.state();
    let served = case.graph.get(&service).and_then(|object| Service::new(case.graph, object).endpoints());
    if served.is_some_and(|behind| behind.ready > 0) {
        return None;
    }
    let command = format!("{} get pods -l k8s-app=kube-dns", advice::kubectl(key));
    Some((fact, "has no ready pod".to_owned(), look("Bring the name server's pods back.", Some(command))))
}

/// What makes a Corefile deny the cluster's names.
fn misconfigured(file: &str) -> Option<String> {
    let lines: Vec<&str> = file.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).collect();
    if !lines.is_empty() && !lines.iter().any(|line| line.starts_with("kubernetes ") || *line == "kubernetes") {
        return Some("has no kubernetes plugin in its Corefile".to_owned());
    }
    let denies = |line: &str| {
        let lower = line.to_lowercase();
        lower.starts_with("rcode nxdomain") || lower.starts_with("rcode servfail")
    };
    let template = lines.iter().rev().find(|line| line.starts_with("template "));
    (template.is_some() && lines.iter().any(|line| denies(line))).then(|| {
        format!(
            "denies names by a rule of its Corefile (\"{}\")",
            template.copied().unwrap_or_default().trim_end_matches(['{', ' '])
        )
    })
}

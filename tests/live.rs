//! A live cluster that can be asked is asked; one that cannot is told apart from every other one that cannot, in words
//! that say what to do. Nothing falls back in silence, and nothing that must not be sent opens a socket.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod live_support;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use cli_support::{Ended, Home};
use live_support::{Answer, Server, VERSION, answer, forbidden, json, kubeconfig, nothing, unserved};
use serde_json::Value;

/// Asks with this kubeconfig in the usual place.
fn ask(home: &Home, kubeconfig: &str, arguments: &[&str]) -> Ended {
    let folder = home.dir.path().join(".kube");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config"), kubeconfig).unwrap();
    ask_there(home, arguments)
}

fn ask_there(home: &Home, arguments: &[&str]) -> Ended {
    let all = [&["ask", "-q"], arguments, &["what is wrong?"]].concat();
    home.sre(&all).env("SRE_LIMITS_READ_TIMEOUT", "1s").output().unwrap().into()
}

/// What a person reads, with a name instead of what is different each time.
fn told(home: &Home, ended: &Ended) -> String {
    assert_eq!(ended.out, "", "{ended:?}");
    let text = ended.err.replace(&home.dir.path().display().to_string(), "HOME");
    let ports = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    let times = regex::Regex::new(r"\d{4}-\d\d-\d\dT[\d:]+Z").unwrap();
    let text = ports.replace_all(&text, "127.0.0.1:PORT");
    format!("exit {}\n{}", ended.code.unwrap(), times.replace_all(&text, "TIME"))
}

/// Every case under its name, for one snapshot that is read from top to bottom.
fn page(cases: Vec<(&str, String)>) -> String {
    cases.into_iter().map(|(name, text)| format!("# {name}\n{text}\n")).collect()
}

#[test]
fn a_kubeconfig_that_cannot_be_used_says_what_is_wrong_with_it() {
    let good = kubeconfig("http://127.0.0.1:9", "", "");
    let cases: Vec<(&str, String, &[&str])> = vec![
        ("not YAML", "{contexts: [\n  token: s3cr3t-t0ken-of-ada".to_owned(), &[]),
        ("of the wrong shape", "contexts: {token: s3cr3t-t0ken-of-ada}".to_owned(), &[]),
        ("no such context", good.clone(), &["--context", "labb"]),
        ("a context that is nothing alike", good.clone(), &["--context", "production"]),
        ("a current context that is not there", good.replace("current-context: lab", "current-context: lap"), &[]),
        ("no current context", good.replace("current-context: lab, ", ""), &[]),
        ("no such cluster", good.replace("cluster: c,", "cluster: d,"), &[]),
        ("no such user", good.replace("user: u}", "user: v}"), &[]),
        ("no server", good.replace("server: 'http://127.0.0.1:9'", "insecure-skip-tls-verify: true"), &[]),
        ("no address", good.replace("http://127.0.0.1:9", "http://a b"), &[]),
        ("no CA file", kubeconfig("https://127.0.0.1:9", ", certificate-authority: ca.crt", ""), &[]),
        ("no token file", kubeconfig("https://127.0.0.1:9", "", "tokenFile: token"), &[]),
        ("no key file", kubeconfig("https://127.0.0.1:9", "", "client-certificate-data: YQ==, client-key: key"), &[]),
        ("a CA that is none", kubeconfig("https://127.0.0.1:9", ", certificate-authority-data: '%%%'", ""), &[]),
        ("a proxy of no known kind", kubeconfig("https://127.0.0.1:9", ", proxy-url: 'ftp://x:1'", ""), &[]),
    ];
    let mut page_of = Vec::new();
    for (name, text, arguments) in cases {
        let home = Home::new();
        let told = told(&home, &ask(&home, &text, arguments));
        assert!(told.starts_with("exit 3") && !told.contains("s3cr3t"), "{name}: {told}");
        page_of.push((name, told));
    }
    let home = Home::new();
    page_of.push(("none at all", told(&home, &ask_there(&home, &[]))));
    page_of.push(("a file that is not there", told(&home, &ask_there(&home, &["--kubeconfig", "absent"]))));
    page_of.push(("none for a named context", told(&home, &ask_there(&home, &["--context", "lab"]))));
    insta::assert_snapshot!(page(page_of));
}

#[test]
fn several_files_are_one_kubeconfig_and_missing_ones_are_passed_over() {
    let server = Server::plain(|_| json(200, VERSION));
    let home = Home::new();
    let write = |name: &str, text: String| fs::write(home.dir.path().join(name), text).unwrap();
    write("users", "{users: [{name: u, user: {token: abc}}], current-context: lab}".to_owned());
    let other = kubeconfig(&server.url("http"), "", "token: not-this-one");
    write("rest", other.replace("current-context: lab", "current-context: other"));
    let ask = |files: &str| -> Ended {
        let mut command = home.sre(&["ask", "-q", "-o", "json", "what is wrong?"]);
        command.env("KUBECONFIG", files).output().unwrap().into()
    };
    let ended = ask("users:absent:rest");
    assert_eq!(ended.json()["cluster"]["context"], "lab", "{ended:?}");
    assert!(server.requests().iter().all(|head| head.to_ascii_lowercase().contains("authorization: bearer abc")));
    let ended = ask("absent:gone");
    assert!(ended.err.contains("KUBECONFIG names absent, gone, and there is no such file"), "{ended:?}");
    assert_eq!(ended.code, Some(3));
}

/// A plugin in the home: a shell script.
fn plugin(home: &Home, script: &str) -> String {
    let path = home.dir.path().join("get-token");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    exec(&path.display().to_string(), "")
}

fn exec(command: &str, more: &str) -> String {
    format!(
        "exec: {{apiVersion: client.authentication.k8s.io/v1, command: '{command}', args: [--password, hunter2]{more}}}"
    )
}

#[test]
fn a_credential_plugin_that_does_not_deliver_is_named_with_its_own_words() {
    let server = Server::plain(|_| json(200, VERSION));
    let mut cases = Vec::new();
    let mut case = |name, user: &dyn Fn(&Home) -> String| {
        let home = Home::new();
        let told = told(&home, &ask(&home, &kubeconfig(&server.url("http"), "", &user(&home)), &[]));
        assert!(!told.contains("hunter2") && !told.contains("eyJ"), "{told}");
        cases.push((name, told));
    };
    case("not installed", &|_| exec("no-such-plugin-here", ", installHint: 'brew install it'"));
    case("not installed, and no advice", &|_| exec("no-such-plugin-here", ""));
    case("fails", &|home| {
        plugin(home, "echo 'token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl is over' >&2; echo 'log in first' >&2; exit 3")
    });
    case("does not end", &|home| plugin(home, "exec sleep 20"));
    case("prints something else", &|home| plugin(home, "echo eyJ-half-a-token {"));
    case("always wants a terminal", &|_| exec("ask-me", ", interactiveMode: Always"));
    assert_eq!(server.connections(), 0, "nobody is asked without a credential");
    insta::assert_snapshot!(page(cases));
}

#[test]
fn a_credential_plugin_is_told_that_nobody_can_answer_it_and_its_token_is_used() {
    let server = Server::plain(|_| json(200, VERSION));
    let home = Home::new();
    let script = r#"case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*) ;; *) exit 9;; esac
read line && exit 8
echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"from-a-plugin"}}'"#;
    let user = plugin(&home, script);
    ask(&home, &kubeconfig(&server.url("http"), "", &user), &[]);
    let requests = server.requests();
    assert!(!requests.is_empty());
    assert!(requests.iter().all(|head| head.to_ascii_lowercase().contains("authorization: bearer from-a-plugin")));
}

/// A certificate for these names, by itself or by an authority, and the configuration of a server that has it.
struct Certificate {
    authority: String,
    config: rustls::ServerConfig,
}

impl Certificate {
    fn new(names: &[&str], adjust: impl Fn(&mut rcgen::CertificateParams)) -> Self {
        Self::with_clients(names, adjust, false)
    }

    fn with_clients(names: &[&str], adjust: impl Fn(&mut rcgen::CertificateParams), clients: bool) -> Self {
        let mut ca = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
        ca.distinguished_name.push(rcgen::DnType::CommonName, format!("CA of {names:?}"));
        ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let ca_key = rcgen::KeyPair::generate().unwrap();
        let ca_certificate = ca.self_signed(&ca_key).unwrap();
        let issuer = rcgen::Issuer::new(ca, ca_key);
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut leaf = rcgen::CertificateParams::new(names).unwrap();
        adjust(&mut leaf);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = leaf.signed_by(&key, &issuer).unwrap();
        sre::transport::kubernetes::install_crypto();
        let builder = rustls::ServerConfig::builder();
        let builder = if clients {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(ca_certificate.der().clone()).unwrap();
            let verifier = rustls::server::WebPkiClientVerifier::builder(roots.into()).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        } else {
            builder.with_no_client_auth()
        };
        let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        Self { authority: ca_certificate.pem(), config }
    }
}

/// The CA as a kubeconfig has it, in a file of the home.
fn authority(home: &Home, pem: &str) -> String {
    let path = home.dir.path().join("ca.crt");
    fs::write(&path, pem).unwrap();
    format!(", certificate-authority: '{}'", path.display())
}

#[test]
fn a_cluster_that_cannot_be_asked_says_why_each_in_its_own_words() {
    let mut cases = Vec::new();
    let mut case = |name, url: &str, cluster: &dyn Fn(&Home) -> String, user: &str| {
        let home = Home::new();
        let told = told(&home, &ask(&home, &kubeconfig(url, &cluster(&home), user), &[]));
        assert!(told.starts_with("exit 3") && !told.contains("s3cr3t"), "{name}: {told}");
        cases.push((name, told));
    };
    let plain = |_: &Home| String::new();
    // A label that is too long for DNS: no server of names is asked.
    case("no such host", &format!("http://{}.lab:6443", "x".repeat(70)), &plain, "");
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("https://{}", gone.local_addr().unwrap());
    drop(gone);
    case("nobody listens", &closed, &plain, "");
    let proxy = |_: &Home| format!(", proxy-url: '{}'", closed.replace("https", "http"));
    case("no proxy", "https://10.1.2.3:6443", &proxy, "");
    let silent = Server::plain(|_| Answer::Silence);
    case("silence", &silent.url("http"), &plain, "");
    let closing = Server::plain(|_| Answer::Close);
    case("a closed door", &closing.url("http"), &plain, "");
    case("no TLS", &silent_plain().url("https"), &plain, "");

    let of_go = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
    let wants_tls = Server::plain(move |_| Answer::Last(of_go.as_bytes().to_vec()));
    case("TLS is wanted", &wants_tls.url("http"), &plain, "");
    let portal = "<!DOCTYPE html>\n<html><head><title>Corp\n  Login</title></head></html>";
    let page_of_portal = Server::plain(move |_| answer(200, "content-type: text/html\r\n", portal));
    case("a login portal", &page_of_portal.url("http"), &plain, "");
    let gateway = Server::plain(move |_| answer(503, "content-type: text/html\r\n", "<html><title>503 Service Unavailable</title></html>"));
    case("a load balancer", &gateway.url("http"), &plain, "");
    case("JSON of something else", &Server::plain(|_| json(200, "{\"status\":\"ok\"}")).url("http"), &plain, "");
    case("text of something else", &Server::plain(|_| answer(200, "", "hello")).url("http"), &plain, "");
    let moved = Server::plain(|_| answer(302, "location: https://login/\r\n", ""));
    case("somewhere else", &moved.url("http"), &plain, "");

    let denied = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}"#;
    let stranger = Server::plain(move |_| json(401, denied));
    case("a token that is over", &stranger.url("http"), &plain, "token: s3cr3t");
    case("a password", &stranger.url("http"), &plain, "username: ada, password: s3cr3t");
    case("nobody", &stranger.url("http").replace("http://", "http://ada:s3cr3t@"), &plain, "");

    let good = Certificate::new(&["127.0.0.1"], |_| {});
    let other = Certificate::new(&["elsewhere"], |_| {});
    let twin = Certificate::new(&["127.0.0.1"], |_| {});
    let server = Server::tls(good.config, |_| json(200, VERSION));
    case("a wrong CA", &server.url("https"), &|home| authority(home, &other.authority), "");
    case("a CA of the same name", &server.url("https"), &|home| authority(home, &twin.authority), "");
    let names = Certificate::new(&["kubernetes.default.svc", "10.96.0.1"], |_| {});
    let server = Server::tls(names.config, |_| json(200, VERSION));
    case("a wrong name", &server.url("https"), &|home| authority(home, &names.authority), "");
    let old = Certificate::new(&["127.0.0.1"], |leaf| leaf.not_after = rcgen::date_time_ymd(2020, 1, 1));
    let server = Server::tls(old.config, |_| json(200, VERSION));
    case("an expired certificate", &server.url("https"), &|home| authority(home, &old.authority), "");
    let young = Certificate::new(&["127.0.0.1"], |leaf| leaf.not_before = rcgen::date_time_ymd(2090, 1, 1));
    let server = Server::tls(young.config, |_| json(200, VERSION));
    case("a certificate of tomorrow", &server.url("https"), &|home| authority(home, &young.authority), "");
    let strict = Certificate::with_clients(&["127.0.0.1"], |_| {}, true);
    let server = Server::tls(strict.config, |_| json(200, VERSION));
    case("a client certificate is wanted", &server.url("https"), &|home| authority(home, &strict.authority), "");
    insta::assert_snapshot!(page(cases));
}

/// A server that answers whatever comes with plain HTTP.
fn silent_plain() -> Server {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
        }
    });
    Server::at(address)
}

#[test]
fn a_cluster_with_a_certificate_of_its_own_ca_is_asked() {
    let good = Certificate::new(&["127.0.0.1"], |_| {});
    let server = Server::tls(good.config, |_| json(200, VERSION));
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("https"), &authority(&home, &good.authority), ""), &["-o", "json"]);
    assert_eq!(ended.json()["cluster"]["version"], "v1.36.2", "{ended:?}");
}

/// Answers the version, and everything else as `rest` says by its path.
fn cluster(rest: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Server {
    Server::plain(move |head| {
        let path = head.split(' ').nth(1).unwrap();
        if path == "/version" { json(200, VERSION) } else { rest(path) }
    })
}

fn not_seen(report: &Value) -> Vec<String> {
    let lines = report["not_seen"].as_array().unwrap();
    lines.iter().map(|line| format!("{}: {}", line["what"].as_str().unwrap(), line["why"].as_str().unwrap())).collect()
}

#[test]
fn an_identity_that_may_read_nothing_is_no_access() {
    let server = cluster(|_| forbidden());
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", "token: abc"), &["-n", "shop", "-o", "json"]);
    assert_eq!((ended.code, &ended.json()["verdict"]), (Some(3), &Value::from("no_access")));
    let lines = not_seen(&ended.json());
    assert!(lines.iter().any(|line| line.contains("forbidden: forbidden: User")), "{lines:?}");
}

#[test]
fn one_dead_aggregated_api_costs_one_line() {
    let server = cluster(|path| {
        if path.starts_with("/apis/autoscaling/") || path.starts_with("/apis/argoproj.io/") {
            answer(503, "content-type: text/plain; charset=utf-8\r\n", "service unavailable\n")
        } else if path.starts_with("/api/v1/namespaces/shop") && !path.contains("/namespaces/shop/") {
            json(200, r#"{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"},"status":{"phase":"Active"}}"#)
        } else {
            nothing()
        }
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-n", "shop", "-o", "json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let lines = not_seen(&ended.json());
    assert!(lines.iter().all(|line| !line.contains("Pods")), "{lines:?}");
}

#[test]
fn pages_that_came_are_kept_and_those_that_did_not_are_told() {
    let pod = |name: &str| format!(r#"{{"metadata":{{"name":"{name}","namespace":"shop"}},"status":{{"phase":"Running"}}}}"#);
    let first = format!(r#"{{"kind":"PodList","apiVersion":"v1","metadata":{{"continue":"abc"}},"items":[{}]}}"#, pod("a"));
    let server = cluster(move |path| {
        if path.contains("/namespaces/shop/pods?") {
            if path.contains("continue=abc") { json(500, "{\"kind\":\"Status\",\"code\":500}") } else { json(200, &first) }
        } else if path.ends_with("/namespaces/shop") {
            json(200, r#"{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"},"status":{"phase":"Active"}}"#)
        } else {
            nothing()
        }
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-n", "shop", "-o", "json"]);
    let lines = not_seen(&ended.json());
    let told = "more Pods in shop: truncated: 1 came, the pages after them did not".to_owned();
    assert!(lines.contains(&told), "{lines:?}");
    assert_ne!(ended.json()["verdict"], "healthy");
    let tries = server.requests().iter().filter(|head| head.contains("continue=abc")).count();
    assert_eq!(tries, 3, "a read may be sent again");
}

#[test]
fn a_server_that_is_busy_is_asked_again_when_it_says() {
    let turns = std::sync::atomic::AtomicUsize::new(0);
    let server = cluster(move |path| {
        if path.starts_with("/api/v1/namespaces?") && turns.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
            return answer(429, "retry-after: 0\r\ncontent-type: text/plain\r\n", "Too many requests, please try again later.\n");
        }
        if path.contains("/pods?") {
            return answer(429, "retry-after: 3600\r\n", "Too many requests, please try again later.\n");
        }
        nothing()
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-n", "shop", "-o", "json"]);
    let count = |part: &str| server.requests().iter().filter(|head| head.contains(part)).count();
    assert_eq!(count("GET /api/v1/namespaces?"), 2, "{ended:?}");
    assert!(count("/pods?") <= 1, "an hour is not waited for");
}

#[test]
fn a_list_may_take_long_as_long_as_each_page_of_it_comes_in_time() {
    let list = |from: usize| format!(r#"{{"kind":"NamespaceList","apiVersion":"v1","metadata":{{"continue":"{}"}},"items":[{{"metadata":{{"name":"n{from}"}}}}]}}"#, if from < 3 { "more" } else { "" });
    let turns = std::sync::atomic::AtomicUsize::new(0);
    let server = cluster(move |path| {
        if !path.starts_with("/api/v1/namespaces?") {
            return nothing();
        }
        std::thread::sleep(std::time::Duration::from_millis(400));
        json(200, &list(turns.fetch_add(1, std::sync::atomic::Ordering::SeqCst)))
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-o", "json"]);
    let pages = server.requests().iter().filter(|head| head.contains("GET /api/v1/namespaces?")).count();
    assert_eq!(pages, 4, "{ended:?}");
    assert!(!not_seen(&ended.json()).iter().any(|line| line.contains("Namespaces")), "{ended:?}");
}

#[test]
fn now_is_what_the_cluster_says_and_a_wrong_clock_is_told() {
    let date = "content-type: application/json\r\ndate: Sun, 22 Nov 2020 14:31:46 GMT\r\n";
    let server = Server::plain(move |head| {
        if head.starts_with("GET /version ") { answer(200, date, VERSION) } else { nothing() }
    });
    let home = Home::new();
    let folder = home.dir.path().join(".kube");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config"), kubeconfig(&server.url("http"), "", "")).unwrap();
    let ended = home.run(&["ask", "--record", "kept", "-o", "json", "what is wrong?"]);
    assert_eq!(ended.json()["cluster"]["as_of"], "2020-11-22T14:31:46Z");
    assert!(ended.err.contains("min ahead of the cluster's; the cluster's is used"), "{ended:?}");
    let replayed = home.run(&["ask", "--replay", "kept", "-o", "json"]);
    assert_eq!(replayed.json()["cluster"]["as_of"], "2020-11-22T14:31:46Z");
    let versions = server.requests().iter().filter(|head| head.starts_with("GET /version ")).count();
    assert_eq!(versions, 1, "what opening it brought is not asked for again");
}

#[test]
fn an_old_server_is_asked_in_its_own_forms_and_the_next_question_knows_them() {
    let demo = sre::cluster::demo::find("no-traffic").unwrap();
    let question = demo.question;
    let store = sre::cluster::demo::open(demo).unwrap();
    let now = store.now().unwrap();
    let date = jiff::fmt::rfc2822::to_string(&now.to_zoned(jiff::tz::TimeZone::UTC)).unwrap().replace("+0000", "GMT");
    const GONE: [&str; 4] = ["discovery.k8s.io/v1/", "batch/v1/cronjobs", "policy/v1/", "autoscaling/v2/"];
    let server = Server::plain(move |head| {
        let path = head.split(' ').nth(1).unwrap();
        let in_namespace = path.replace("batch/v1/namespaces/", "batch/v1/").split('?').next().unwrap().ends_with("/cronjobs");
        if GONE.iter().any(|gone| path.contains(gone)) || (path.contains("/batch/v1/") && in_namespace) {
            return unserved();
        }
        let path = path.replace("/v1beta1/", "/v1/").replace("/v2beta2/", "/v2/");
        let accept = head.lines().find_map(|line| line.strip_prefix("accept: "));
        let response = store.respond(&http::Method::GET, &path, accept);
        let body = String::from_utf8(response.body().to_vec()).unwrap();
        let body = body.replace("\"discovery.k8s.io/v1\"", "\"discovery.k8s.io/v1beta1\"");
        answer(response.status().as_u16(), &format!("content-type: application/json\r\ndate: {date}\r\n"), &body)
    });
    let home = Home::new();
    let folder = home.dir.path().join(".kube");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config"), kubeconfig(&server.url("http"), "", "")).unwrap();
    let told = |report: Value| (report["verdict"].clone(), report["summary"].clone(), report["not_seen"].clone());
    let recorded = told(home.run(&["ask", "--demo=no-traffic", "-o", "json", question]).json());
    let first = home.run(&["ask", "--record", "kept", "-o", "json", question]);
    assert_eq!(told(first.json()), recorded);
    let refused = || server.requests().iter().filter(|head| head.contains("discovery.k8s.io/v1/")).count();
    assert!(refused() > 0);
    let before = refused();
    assert_eq!(told(home.run(&["ask", "-o", "json", question]).json()), recorded);
    assert_eq!(refused(), before, "what the server lacks is known");
    assert_eq!(told(home.run(&["ask", "--replay", "kept", "-o", "json"]).json()), recorded);

    let cache = home.dir.path().join(".cache/sre/served.json");
    fs::write(&cache, "{\"servers\": [").unwrap();
    assert_eq!(told(home.run(&["ask", "-o", "json", question]).json()), recorded);
    assert!(fs::read_to_string(&cache).unwrap().contains("discovery.k8s.io/v1beta1/endpointslices"));
}

#[tokio::test]
async fn what_must_be_refused_never_opens_a_socket() {
    use sre::transport::audit::Audit;

    let server = Server::plain(|_| json(200, VERSION));
    let config = kube::Config::new(server.url("http").parse().unwrap());
    let audit = Audit::counting(sre::clock::Clock::Wall);
    let client = sre::transport::kubernetes::live(config, &audit).unwrap();
    let send = async |method: &str, path: &str, header: Option<(&str, &str)>| {
        let mut request = http::Request::builder().method(method).uri(path).header("accept", "application/json");
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        client.send(request.body(kube::client::Body::empty()).unwrap()).await
    };
    let pod = "/api/v1/namespaces/shop/pods/cart";
    let mut refused: Vec<(&str, String, Option<(&str, &str)>)> = Vec::new();
    for subresource in ["exec?command=id", "attach", "portforward?ports=80", "proxy/", "eviction", "binding", "status"] {
        refused.push(("GET", format!("{pod}/{subresource}"), None));
        refused.push(("POST", format!("{pod}/{subresource}"), None));
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"] {
        refused.push((method, pod.to_owned(), None));
        refused.push((method, "/api/v1/namespaces/shop/pods".to_owned(), None));
        refused.push((method, "/apis/apps/v1/namespaces/shop/deployments/cart".to_owned(), None));
    }
    refused.push(("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews".to_owned(), None));
    for upgrade in [("upgrade", "websocket"), ("upgrade", "SPDY/3.1"), ("connection", "Upgrade")] {
        refused.push(("GET", pod.to_owned(), Some(upgrade)));
    }
    for path in [
        "/api/v1/nodes/n/proxy/metrics",
        "/api/v1/namespaces/shop/services/http:prometheus:9090/proxy/api/v1/query",
        "/api/v1/namespaces/shop/secrets/db",
        "/api/v1/namespaces/shop/serviceaccounts/default/token",
        "/metrics",
        "/debug/pprof/profile",
        "/api/v1/pods?watch=true",
        "/api/v1/namespaces/shop/pods/cart/log?follow=true",
        "/api/v1/namespaces/shop/pods/../secrets",
        "/api/v1/namespaces/shop/pods/%2e%2e/secrets",
    ] {
        refused.push(("GET", path.to_owned(), None));
    }
    for (method, path, header) in &refused {
        let error = send(method, path, *header).await.expect_err(path);
        assert!(sre::transport::kubernetes::refusal(&error).is_some(), "{method} {path}: {error}");
    }
    assert_eq!((server.connections(), server.requests().len()), (0, 0), "not even a connection");
    assert!(send("GET", &format!("{pod}/log?container=c"), None).await.is_ok());
    assert!(send("GET", "/api/v1/namespaces/shop/pods?limit=500", None).await.is_ok());
    assert_eq!(server.requests().len(), 2, "what is allowed arrives");
}

//! A live cluster that can be asked is asked; one that cannot is told apart from every other one that cannot, in words
//! that say what to do. Nothing falls back in silence.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

#[path = "live_support/asking.rs"]
mod asking;
mod cli_support;
mod live_support;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use asking::{ask, ask_there};
use cli_support::{Ended, Home};
use live_support::{Answer, Server, VERSION, answer, json, kubeconfig};

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
    let told: Vec<String> = cases.into_iter().map(|(name, text)| format!("# {name}\n{text}")).collect();
    told.join("\n")
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
        plugin(
            home,
            "echo 'token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl is over' >&2; echo 'log in first' >&2; exit 3",
        )
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
    let script = r#"echo run >> "$HOME/runs-of-plugin"
case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*) ;; *) exit 9;; esac
read line && exit 8
echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"from-a-plugin"}}'"#;
    let user = plugin(&home, script);
    ask(&home, &kubeconfig(&server.url("http"), "", &user), &[]);
    let requests = server.requests();
    assert!(!requests.is_empty());
    assert!(requests.iter().all(|head| head.to_ascii_lowercase().contains("authorization: bearer from-a-plugin")));
    assert_eq!(fs::read_to_string(home.dir.path().join("runs-of-plugin")).unwrap(), "run\n", "once is enough");
}

/// A certificate for these names, by itself or by an authority, and the configuration of a server that has it.
struct Certificate {
    authority: String,
    /// A certificate for a client, of the same authority, as a user of a kubeconfig.
    client: String,
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
        let client_key = rcgen::KeyPair::generate().unwrap();
        let client =
            rcgen::CertificateParams::new(vec!["ada".to_owned()]).unwrap().signed_by(&client_key, &issuer).unwrap();
        let pem = |text: String| serde_json::Value::from(base64(&text));
        let client = format!(
            "client-certificate-data: {}, client-key-data: {}",
            pem(client.pem()),
            pem(client_key.serialize_pem())
        );
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
        Self { authority: ca_certificate.pem(), client, config }
    }
}

/// Base64, as a kubeconfig has what is inside of it.
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.as_bytes().chunks(3).flat_map(|three| {
        let number = three.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        (0..4).map(move |at| if at <= three.len() { DIGITS[(number >> (18 - 6 * at) & 63) as usize] } else { b'=' })
    });
    String::from_utf8(digits.collect()).unwrap()
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
    let gateway = Server::plain(move |_| {
        answer(503, "content-type: text/html\r\n", "<html><title>503 Service Unavailable</title></html>")
    });
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

#[test]
fn a_client_certificate_opens_the_door() {
    let strict = Certificate::with_clients(&["127.0.0.1"], |_| {}, true);
    let server = Server::tls(strict.config, |_| json(200, VERSION));
    let home = Home::new();
    let text = kubeconfig(&server.url("https"), &authority(&home, &strict.authority), &strict.client);
    assert_eq!(ask(&home, &text, &["-o", "json"]).json()["cluster"]["version"], "v1.36.2");
}

#[test]
fn every_kind_of_credential_reaches_the_server() {
    let server = Server::plain(|_| json(200, VERSION));
    let id_token = "eyJhbGciOiAibm9uZSJ9.eyJleHAiOiA0MTAyNDQ0ODAwLCAic3ViIjogImFkYSJ9.c2ln";
    let oidc = format!(
        "auth-provider: {{name: oidc, config: {{id-token: {id_token}, idp-issuer-url: 'https://id.invalid', client-id: a, refresh-token: b}}}}"
    );
    for (user, header) in [
        ("token: abc", "bearer abc".to_owned()),
        ("tokenFile: token", "bearer from-a-file".to_owned()),
        ("username: ada, password: pw", "basic ywrhonb3".to_owned()),
        (&oidc, format!("bearer {}", id_token.to_lowercase())),
    ] {
        let home = Home::new();
        fs::create_dir_all(home.dir.path().join(".kube")).unwrap();
        fs::write(home.dir.path().join(".kube/token"), "from-a-file").unwrap();
        let before = server.requests().len();
        let ended = ask(&home, &kubeconfig(&server.url("http"), "", user), &[]);
        let came = server.requests().split_off(before);
        assert!(!came.is_empty(), "{user}: {ended:?}");
        let wanted = format!("authorization: {header}");
        assert!(came.iter().all(|head| head.to_lowercase().contains(&wanted)), "{user}: {came:?}");
    }
}

#[test]
fn a_proxy_of_the_kubeconfig_is_gone_through() {
    let server = Server::plain(|_| json(200, VERSION));
    let (proxy, connects) = live_support::proxy(server.address);
    let home = Home::new();
    let text = kubeconfig("http://api.lab.invalid:80", &format!(", proxy-url: 'http://{proxy}'"), "");
    assert_eq!(ask(&home, &text, &["-o", "json"]).json()["cluster"]["version"], "v1.36.2");
    let connects = connects.lock().unwrap();
    assert!(!connects.is_empty() && connects.iter().all(|line| line.starts_with("CONNECT api.lab.invalid:80 ")));
}

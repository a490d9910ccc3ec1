//! What we make of everything that a real API server says: each recorded answer is served byte for byte from a socket
//! to our reads, whatever it was the answer to. The snapshot has a paragraph for each of them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on is a failed one"
)]

mod live_support;
mod samples;

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use live_support::{Answer, Server};
use samples::Sample;
use sre::clock::Clock;
use sre::cluster::fetch::{Fetched, Fetcher};
use sre::cluster::kinds;
use sre::cluster::read::Read;
use sre::evidence::entity::EntityKey;
use sre::evidence::log::LogKey;
use sre::evidence::observation::{Body, Outcome};
use sre::transport::audit::Audit;
use sre::transport::kubernetes;
use sre::transport::redact::Redactor;

/// Serves an answer to every request. Whoever asks for more of a list gets the second of the recorded pages, and then
/// the word that the list has moved on.
fn serve(sample: &Sample) -> Server {
    let first = sample.bytes();
    let more = ["list-page2", "expired-continue-410"].map(|name| samples::sample(name).bytes());
    let turns = AtomicUsize::new(0);
    Server::plain(move |head| {
        let more = head.contains("continue=").then(|| more[turns.fetch_add(1, Ordering::SeqCst) % 2].clone());
        Answer::Bytes(more.unwrap_or_else(|| first.clone()))
    })
}

fn client(server: &Server) -> kube::Client {
    let config = kube::Config::new(server.url("http").parse().unwrap());
    kubernetes::live(config, &Audit::counting(Clock::Wall)).unwrap()
}

/// What came of a read, in a line.
fn line(fetched: &Fetched) -> String {
    let cut = if fetched.truncated { ", truncated" } else { "" };
    let said = match &fetched.outcome {
        Outcome::Read => match &fetched.body {
            Body::Json(document) => {
                let kind = document["kind"].as_str().unwrap_or("no kind");
                let items = document["items"].as_array().map_or(String::new(), |items| format!(" of {}", items.len()));
                format!("read, {kind}{items}")
            }
            Body::Text(text) => format!("read, {} lines", text.lines().count()),
            Body::Empty => "read, nothing".to_owned(),
        },
        Outcome::Absent => "absent".to_owned(),
        Outcome::NotCollected(why) => format!("not collected: {why}"),
        Outcome::Forbidden(why) => format!("forbidden: {why}"),
        Outcome::Failed(why) => format!("failed: {why}"),
    };
    format!("{said}{cut}")
}

#[tokio::test]
async fn every_recorded_answer_has_an_outcome() {
    let pod = EntityKey::new(&kinds::POD, Some("orders"), "orders-api");
    let log = LogKey { pod: pod.clone(), container: "api".to_owned(), previous: false };
    let reads = [
        ("list", Read::list(&kinds::POD, Some("orders"))),
        ("object", Read::object(&kinds::POD, Some("orders"), "orders-api")),
        ("log", Read::log(log)),
        ("version", Read::version()),
    ];
    let mut page = String::new();
    for sample in samples::all() {
        let server = serve(&sample);
        let fetcher = Fetcher::new(client(&server), Redactor::default());
        let path: String = sample.path.chars().take(100).collect();
        writeln!(page, "# {}: {} {path} -> {}", sample.name, sample.method, sample.status).unwrap();
        let mut told: Vec<(String, Vec<&str>)> = Vec::new();
        for (what, read) in &reads {
            let line = line(&fetcher.fetch(read).await);
            match told.iter_mut().find(|(known, _)| *known == line) {
                Some((_, reads)) => reads.push(what),
                None => told.push((line, vec![what])),
            }
        }
        for (line, reads) in told {
            writeln!(page, "  {}: {line}", reads.join(", ")).unwrap();
        }
    }
    insta::assert_snapshot!(page);
}

#[tokio::test]
async fn no_recorded_request_that_is_more_than_a_question_opens_a_socket() {
    let server = Server::plain(|_| live_support::nothing());
    let client = client(&server);
    let mut refused = 0;
    for sample in samples::all() {
        let review = sample.path.contains("/selfsubject");
        let more = ["/exec", "/proxy/", "/scale", "/eviction", "watch=true"];
        let more = sample.path == "/metrics" || more.iter().any(|part| sample.path.contains(part));
        if (sample.method == "GET" || review) && !more {
            continue;
        }
        let mut request = http::Request::builder().method(sample.method.as_str()).uri(sample.path.as_str());
        for (name, value) in &sample.asked {
            request = request.header(name, value);
        }
        let error = client.send(request.body(kube::client::Body::empty()).unwrap()).await.expect_err(&sample.name);
        assert!(kubernetes::refusal(&error).is_some(), "{}: {error}", sample.name);
        refused += 1;
    }
    assert!(refused > 20, "{refused}");
    assert_eq!(server.connections(), 0);
}

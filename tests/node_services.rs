//! The journals of nodes' services: asked for only by those who chose it, cited like everything else, and played again.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod live_support;

use std::fs;

use cli_support::{Ended, Home};
use live_support::{Answer, Server, VERSION, answer, forbidden, json, kubeconfig, nothing};

const NODE: &str = r#"{"kind":"Node","apiVersion":"v1","metadata":{"name":"rack-2","uid":"8f2f","creationTimestamp":"2026-10-01T08:00:00Z"},"spec":{},
    "status":{"conditions":[{"type":"Ready","status":"False","reason":"KubeletNotReady","message":"container runtime is down","lastTransitionTime":"2026-11-22T14:22:50Z"}],
    "nodeInfo":{"containerRuntimeVersion":"containerd://2.1.4"}}}"#;
const JOURNAL: &str = "Nov 22 14:22:40 rack-2 containerd[936]: level=fatal msg=\"write /var/lib/containerd/meta.db: no space left on device\"\n\
    Nov 22 14:22:41 rack-2 systemd[1]: containerd.service: Main process exited, code=exited, status=1/FAILURE\n\
    Nov 22 14:22:41 rack-2 systemd[1]: containerd.service: Failed with result 'exit-code'.\n";
const ASKED: &str = "/api/v1/nodes/rack-2/proxy/logs/?query=containerd&tailLines=100";

fn cluster(journal: fn() -> Answer) -> Server {
    Server::plain(move |head| {
        let path = head.split(' ').nth(1).unwrap();
        match path.split('?').next().unwrap() {
            "/version" => json(200, VERSION),
            "/api/v1/nodes/rack-2" => json(200, NODE),
            "/api/v1/nodes" => {
                json(200, &format!(r#"{{"kind":"NodeList","apiVersion":"v1","metadata":{{}},"items":[{NODE}]}}"#))
            }
            _ if path == ASKED => journal(),
            path if path.contains("/proxy/") => forbidden(),
            _ => nothing(),
        }
    })
}

fn ask(home: &Home, server: &Server) -> Ended {
    let folder = home.dir.path().join(".kube");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config"), kubeconfig(&server.url("http"), "", "")).unwrap();
    home.run(&["ask", "-q", "-o", "json", "what is wrong with node rack-2?"])
}

fn journals(server: &Server) -> Vec<String> {
    server.requests().into_iter().filter(|request| request.contains("/proxy/")).collect()
}

#[test]
fn nobody_is_asked_for_a_journal_who_did_not_choose_it() {
    let server = cluster(|| panic!("asked for a journal"));
    let ended = ask(&Home::new(), &server);
    assert_eq!(ended.json()["root_causes"][0]["cause"], "ContainerRuntimeDown", "{ended:?}");
    assert_eq!(journals(&server), Vec::<String>::new());
}

#[test]
fn a_journal_is_cited_and_played_again() {
    let server = cluster(|| answer(200, "content-type: text/plain; charset=utf-8\r\n", JOURNAL));
    let home = Home::new();
    home.configure("node_services = true\n");
    let live = ask(&home, &server).json();
    assert_eq!(live["root_causes"][0]["cause"], "ContainerRuntimeDown");
    let excerpts: Vec<&str> =
        live["evidence"].as_array().unwrap().iter().map(|cited| cited["excerpt"].as_str().unwrap()).collect();
    assert!(excerpts.iter().any(|excerpt| excerpt.contains("Failed with result 'exit-code'")), "{excerpts:#?}");
    let run = live["stats"]["run"].as_str().unwrap();
    let replay = home.runs().join(run);
    let again = home.run(&["ask", "-q", "-o", "json", "--replay", replay.to_str().unwrap()]).json();
    assert_eq!(again["root_causes"][0], live["root_causes"][0]);
}

#[test]
fn a_journal_that_may_not_be_read_is_told_as_not_seen() {
    let server = cluster(forbidden);
    let home = Home::new();
    home.configure("node_services = true\n");
    let report = ask(&home, &server).json();
    assert_eq!(report["root_causes"][0]["cause"], "ContainerRuntimeDown");
    let lines = report["not_seen"].to_string();
    assert!(lines.contains("containerd.txt") && lines.contains("forbidden"), "{lines}");
}

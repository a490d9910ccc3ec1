//! Prometheus and Alertmanager as processes of a test: real ones, with the past that a recording tells.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use super::apiserver::process::{Process, free_port, servers};

/// A server that runs until the test ends.
pub(crate) struct Server {
    pub(crate) url: String,
    _process: Process,
}

/// Starts a Prometheus that has measured what these lines of an export tell.
pub(crate) fn prometheus(folder: &Path, export: &str) -> Server {
    let (data, config) = (folder.join("prometheus"), folder.join("prometheus.yml"));
    fs::write(&config, "global: {}\n").unwrap();
    fs::create_dir_all(&data).unwrap();
    if !export.is_empty() {
        let past = folder.join("past.txt");
        fs::write(&past, openmetrics(export)).unwrap();
        let promtool = servers().join("promtool");
        let made = Command::new(promtool)
            .args(["tsdb", "create-blocks-from", "openmetrics"])
            .args([&past, &data])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let address = format!("127.0.0.1:{}", free_port());
    let flags = [
        ("--config.file", config.to_str().unwrap()),
        ("--storage.tsdb.path", data.to_str().unwrap()),
        ("--storage.tsdb.retention.time", "100y"),
        ("--web.listen-address", &address),
    ];
    let process = Process::start(&servers().join("prometheus"), &folder.join("prometheus.log"), &flags);
    started(process, &address, "/-/ready", &folder.join("prometheus.log"))
}

/// Starts an Alertmanager without alerts.
pub(crate) fn alertmanager(folder: &Path) -> Server {
    let (config, storage) = (folder.join("alertmanager.yml"), folder.join("alertmanager"));
    fs::write(&config, "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n").unwrap();
    let address = format!("127.0.0.1:{}", free_port());
    let flags = [
        ("--config.file", config.to_str().unwrap()),
        ("--storage.path", storage.to_str().unwrap()),
        ("--web.listen-address", &address),
        ("--cluster.listen-address", ""),
    ];
    let log = folder.join("alertmanager.log");
    // Its template lies beside it and is looked for in the working directory.
    let process = Process::start_in(&servers(), &servers().join("alertmanager"), &log, &flags);
    started(process, &address, "/-/ready", &log)
}

fn started(process: Process, address: &str, ready: &str, log: &Path) -> Server {
    for _ in 0..200 {
        if get(address, ready).starts_with("HTTP/1.1 200") {
            return Server { url: format!("http://{address}"), _process: process };
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{address} is not ready: {}", fs::read_to_string(log).unwrap_or_default());
}

impl Server {
    /// Sends JSON to it, as those do whose servers they are.
    pub(crate) fn post(&self, path: &str, body: &Value) {
        let body = body.to_string();
        let head =
            format!("POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        let answer = talk(self.url.trim_start_matches("http://"), &head, &body);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// Listens in front of a server, and keeps the heads of the requests that pass, in lower-case names.
pub(crate) fn listener(server: &Server) -> (Arc<Mutex<Vec<String>>>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (heads, behind) = (Arc::<Mutex<Vec<String>>>::default(), server.url.trim_start_matches("http://").to_owned());
    let kept = heads.clone();
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let (kept, behind) = (kept.clone(), behind.clone());
            std::thread::spawn(move || pass(&connection, &kept, &behind));
        }
    });
    (heads, url)
}

/// Passes requests without bodies on, one after the other, each on a connection of its own.
fn pass(mut connection: &TcpStream, kept: &Mutex<Vec<String>>, behind: &str) -> Option<()> {
    let mut lines = BufReader::new(connection).lines();
    loop {
        let head: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        let path = head.first()?.split(' ').nth(1)?.to_owned();
        kept.lock().unwrap().push(head.join("\n"));
        let answer = get(behind, &path);
        let (top, body) = answer.split_once("\r\n\r\n")?;
        let status = top.lines().next()?;
        let head = format!("{status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        connection.write_all((head + body).as_bytes()).ok()?;
    }
}

fn get(address: &str, path: &str) -> String {
    talk(address, &format!("GET {path} HTTP/1.1\r\n"), "")
}

/// One request on a connection of its own; nothing where nobody listens.
fn talk(address: &str, head: &str, body: &str) -> String {
    let Ok(mut stream) = TcpStream::connect(address) else { return String::new() };
    write!(stream, "{head}Host: {address}\r\nConnection: close\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

/// The lines of an export as promtool takes them: sorted by name, each name with its type.
fn openmetrics(export: &str) -> String {
    let mut by_name: BTreeMap<String, String> = BTreeMap::new();
    for line in export.lines() {
        let series: Value = serde_json::from_str(line).unwrap();
        let labels = series["metric"].as_object().unwrap();
        let name = labels["__name__"].as_str().unwrap();
        let others =
            labels.iter().filter(|(label, _)| *label != "__name__").map(|(label, value)| format!("{label}={value}"));
        let others = others.collect::<Vec<_>>().join(",");
        let samples = by_name.entry(name.to_owned()).or_default();
        let values = series["values"].as_array().unwrap();
        for (value, at) in values.iter().zip(series["timestamps"].as_array().unwrap()) {
            let seconds = at.as_f64().unwrap() / 1000.0;
            writeln!(samples, "{name}{{{others}}} {value} {seconds:.3}").unwrap();
        }
    }
    let mut text = String::new();
    for (name, samples) in by_name {
        let (family, kind) =
            name.strip_suffix("_total").map_or((name.as_str(), "unknown"), |family| (family, "counter"));
        write!(text, "# TYPE {family} {kind}\n{samples}").unwrap();
    }
    text + "# EOF\n"
}

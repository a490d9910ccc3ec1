//! `sre bundle serve` as a process, on a socket, for as long as a test needs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// A bundle that is being served.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) kubeconfig: PathBuf,
}

impl Served {
    /// Serves a bundle; returns when it can be asked. The kubeconfig is written into `folder`.
    pub(crate) fn start(bundle: &Path, folder: &Path) -> Self {
        let kubeconfig = folder.join("served.yaml");
        let mut child = Command::new(env!("CARGO_BIN_EXE_sre"))
            .args(["bundle", "serve", "--bundle"])
            .arg(bundle)
            .arg("--write-kubeconfig")
            .arg(&kubeconfig)
            .env_clear()
            .env("HOME", folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // What it says, it says when it listens.
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
        let text = std::fs::read_to_string(&kubeconfig).unwrap_or_else(|_| panic!("it does not serve: {said}"));
        let address = text.split("server: http://").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        Self { child, address, kubeconfig }
    }

    /// Opens a connection that is never waited on for ever.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream
    }

    /// Sends these bytes and reads to the end of what comes back.
    pub(crate) fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // A server that has heard enough may close before it has read everything.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// One request with more header lines, on a connection of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let mut lines = vec![format!("{method} {path} HTTP/1.1"), "Connection: close".to_owned()];
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            lines.push(format!("Host: {}", self.address));
        }
        lines.extend(headers.iter().map(|header| (*header).to_owned()));
        Answer::of(&self.raw((lines.join("\r\n") + "\r\n\r\n").as_bytes()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, name: &str) {
        Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer, its chunks put together.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// Whether the body came to its own end, and was not cut.
    pub(crate) whole: bool,
}

impl Answer {
    pub(crate) fn of(text: &str) -> Self {
        let (head, rest) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let head = head.to_lowercase();
        let (body, whole) =
            if head.contains("transfer-encoding: chunked") { chunks(rest) } else { (rest.into(), true) };
        Self { code, head, body, whole }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The reason of a `Status`.
    pub(crate) fn reason(&self) -> String {
        self.json()["reason"].as_str().unwrap_or_default().to_owned()
    }

    /// The events of a watch.
    pub(crate) fn events(&self) -> Vec<serde_json::Value> {
        self.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

/// Undoes the chunks of a body; whether the last one came.
fn chunks(mut rest: &str) -> (String, bool) {
    let mut body = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return (body, true);
        }
        let Some(chunk) = after.get(..size) else { break };
        body.push_str(chunk);
        rest = after.get(size + 2..).unwrap_or_default();
    }
    (body, false)
}

//! A real kubectl, and a served bundle for it to read.

#![allow(clippy::disallowed_methods, reason = "processes of the test's own, on the loopback address")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use regex::Regex;

use super::apiserver::servers;

/// The versions that there are: one older than most clusters, one of today.
pub(crate) const VERSIONS: [&str; 2] = ["1.20", "1.37"];

/// `sre bundle serve` as a process; it ends with this value.
pub(crate) struct Served {
    folder: tempfile::TempDir,
    process: Child,
}

impl Served {
    /// Serves a bundle, and returns when it answers.
    pub(crate) fn start(bundle: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_sre"))
            .env_clear()
            .env("HOME", folder.path())
            .args(["bundle", "serve", "--listen", "127.0.0.1:0", "--bundle"])
            .arg(bundle)
            .arg("--write-kubeconfig")
            .arg(folder.path().join("kubeconfig"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // What it goes on to say must find a reader, or it would stand still.
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        assert!(first.starts_with("serving "), "{first}");
        std::thread::spawn(move || lines.for_each(drop));
        Self { folder, process }
    }

    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A kubectl with a home of its own: what one version learns of a server is not what the next one knows.
pub(crate) struct Kubectl {
    program: PathBuf,
    kubeconfig: PathBuf,
    home: tempfile::TempDir,
}

impl Kubectl {
    pub(crate) fn new(version: &str, kubeconfig: PathBuf) -> Self {
        Self { program: servers().join(format!("kubectl-{version}")), kubeconfig, home: tempfile::tempdir().unwrap() }
    }

    /// What it prints: standard output, then standard error.
    pub(crate) fn run(&self, arguments: &str) -> String {
        let output = Command::new(&self.program)
            .env_clear()
            .env("HOME", self.home.path())
            .env("PATH", "/usr/bin:/bin")
            .env("TZ", "UTC")
            .env("KUBECONFIG", &self.kubeconfig)
            .current_dir(self.home.path())
            .args(arguments.split_whitespace())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let between: &[u8] = if output.stdout.last().is_none_or(|last| *last == b'\n') { b"" } else { b"\n" };
        String::from_utf8([&output.stdout, between, &output.stderr].concat()).unwrap()
    }

    /// A file in the folder that it runs in.
    pub(crate) fn file(&self, name: &str, text: &str) {
        std::fs::write(self.home.path().join(name), text).unwrap();
    }
}

/// A duration as kubectl and servers write it.
static AGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(\d+[smhdy])+\b|<invalid>|<unknown>").unwrap());
static SPACES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[ \t]+").unwrap());

/// A line without what depends on the moment at which it was printed.
pub(crate) fn ageless(line: &str) -> String {
    let line = AGE.replace_all(line.trim(), "AGE");
    SPACES.replace_all(&line, " ").into_owned()
}

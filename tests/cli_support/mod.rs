//! The program in a home of its own: nothing of the machine's environment reaches it.

#![allow(dead_code, reason = "each test file uses its part")]

use std::path::PathBuf;
use std::process::{Command as Process, Output};

use assert_cmd::Command;
use tempfile::TempDir;

/// A home directory with nothing in it.
pub(crate) struct Home {
    pub(crate) dir: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.dir.path().join("config/sre/config.toml")
    }

    pub(crate) fn runs(&self) -> PathBuf {
        self.dir.path().join("data/sre/runs")
    }

    /// Writes the config file.
    pub(crate) fn configure(&self, text: &str) {
        let path = self.config_file();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The program as a process that can be talked to while it runs.
    pub(crate) fn process(&self) -> Process {
        let mut process = Process::new(env!("CARGO_BIN_EXE_sre"));
        process
            .env_clear()
            .env("HOME", self.dir.path())
            .env("XDG_CONFIG_HOME", self.dir.path().join("config"))
            .env("COLUMNS", "200")
            .env("XDG_DATA_HOME", self.dir.path().join("data"))
            .current_dir(self.dir.path());
        process
    }

    /// The program, to be run to its end.
    pub(crate) fn sre(&self, arguments: &[&str]) -> Command {
        let mut command = Command::from_std(self.process());
        command.args(arguments);
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.sre(arguments).output().unwrap().into()
    }
}

/// What a person or a program gets to see.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Wrong usage: exit code 2, nothing on standard output, the words on standard error.
    pub(crate) fn is_usage_error(&self, words: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{self:?}");
        assert!(self.err.contains(words), "{words:?} is not in {}", self.err);
    }
}

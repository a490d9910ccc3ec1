//! Real servers as processes of a test: where they are, how they start, that they end.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The folder that `tests/servers/get` fills.
pub(crate) fn servers() -> PathBuf {
    let cache = || {
        let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
        std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or(home).unwrap().join("sre-test-servers")
    };
    let folder = std::env::var_os("SRE_TEST_SERVERS").map_or_else(cache, PathBuf::from);
    assert!(
        folder.join("kube-apiserver").exists(),
        "{} has no kube-apiserver: run `tests/run --only-install` first",
        folder.display()
    );
    folder
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server as a process. It is stopped by its own id when this value is dropped, or when the test's process ends,
/// however that ends: a shell between them waits for the pipe to close.
pub(crate) struct Process(Child);

/// Starts what follows, and stops it when nobody holds the other end of standard input any more.
const GUARDIAN: &str = r#""$@" & server=$!; read -r _; kill -9 "$server" 2>/dev/null; wait "$server" 2>/dev/null"#;

impl Process {
    pub(crate) fn start(program: &Path, log: &Path, flags: &[(&str, &str)]) -> Self {
        Self::start_in(Path::new("."), program, log, flags)
    }

    /// The same, with this as its working directory.
    pub(crate) fn start_in(folder: &Path, program: &Path, log: &Path, flags: &[(&str, &str)]) -> Self {
        let log = std::fs::File::create(log).unwrap();
        let child = Command::new("sh")
            .args(["-c", GUARDIAN, "sh"])
            .current_dir(folder)
            .arg(program)
            .args(flags.iter().map(|(name, value)| format!("{name}={value}")))
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        Self(child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

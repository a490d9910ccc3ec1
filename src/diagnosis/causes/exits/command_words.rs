//! What runtimes and shells say of a command that they cannot run.

use regex::Regex;
use std::sync::LazyLock;

/// Why it cannot be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not there.
    NotFound,
    /// It is there and may not be executed.
    NotExecutable,
}

impl Refusal {
    /// The exit code that shells end with.
    pub fn code(self) -> i64 {
        match self {
            Self::NotFound => 127,
            Self::NotExecutable => 126,
        }
    }
}

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// runc and Docker: `exec: "x": …`, `exec /x: …`; crun: ``executable file `x` not found``, ``exec container process `/x` ``.
static RUNTIME_EXEC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"(?:exec: "((?:[^"\\]|\\.)*)"|exec container process `([^`]*)`|executable file `([^`]*)`): *(.*)|executable file `([^`]*)` not found"#,
    )
});
/// A process that the kernel could not execute after the container was set up, as the runtime writes into its log.
static LOGGED_EXEC: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"^exec:? ([^ :]+): (.*)$"));
/// Shells: `sh: 1: x: not found`, `bash: line 3: x: command not found`, `/run.sh: line 3: /x: No such file or directory`.
static SHELL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[^ :]+): (?:(?:exec: )?(?:line )?\d+: |exec: )*(?:can't execute |can't open )?['‘]?([^:'’]+)['’]?: (not found|command not found|no such file or directory|permission denied|is a directory|cannot execute[^:]*)\.?(?:: .*)?$",
    )
});
/// tini and dumb-init: `[FATAL tini (7)] exec x failed: No such file or directory`, `[dumb-init] x: No such file …`.
static INIT: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^\[[^\]]*(?:tini|dumb-init)[^\]]*\] (?:exec )?(.+?)(?: failed)?: (.*)$"));

/// What the runtime's message says of a command, with the command.
pub fn by_runtime(message: &str) -> Option<(Refusal, Option<String>)> {
    let lower = message.to_lowercase();
    let found = RUNTIME_EXEC.as_ref()?.captures(message)?;
    let group = |n: usize| found.get(n).map(|m| m.as_str().replace("\\\"", "\""));
    let command = group(1).or_else(|| group(2)).or_else(|| group(3)).or_else(|| group(5));
    if lower.contains("exec format error") {
        return None;
    }
    let said = group(4).unwrap_or_else(|| lower.clone()).to_lowercase();
    Some((understand(&said)?, command))
}

/// What a line of the container's log says of a command, for a process that ended with this code.
pub fn by_shell(line: &str, code: i64) -> Option<(Refusal, Option<String>)> {
    let line = crate::evidence::log::without_time(line).trim_end();
    if line.contains("shared librar") || line.to_lowercase().contains("exec format error") {
        return None;
    }
    if line.contains("exec: \"") {
        return by_runtime(line);
    }
    // The runtime's own line: nothing of the program ran, whatever the code.
    for pattern in [&LOGGED_EXEC, &INIT] {
        if let Some(found) = pattern.as_ref().and_then(|pattern| pattern.captures(line)) {
            return Some((
                understand(&found.get(2)?.as_str().to_lowercase())?,
                Some(found.get(1)?.as_str().to_owned()),
            ));
        }
    }
    let refusal = match code {
        127 => Refusal::NotFound,
        126 => Refusal::NotExecutable,
        _ => return None,
    };
    let found = SHELL.as_ref()?.captures(line)?;
    let said = understand(&found.get(2)?.as_str().to_lowercase())?;
    (said == refusal).then(|| (refusal, found.get(1).map(|m| m.as_str().trim().to_owned())))
}

fn understand(said: &str) -> Option<Refusal> {
    if said.contains("not found") || said.contains("no such file or directory") {
        Some(Refusal::NotFound)
    } else if said.contains("permission denied") || said.contains("is a directory") || said.contains("cannot execute") {
        Some(Refusal::NotExecutable)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime(text: &str) -> Option<(Refusal, String)> {
        by_runtime(text).map(|(refusal, command)| (refusal, command.unwrap_or_default()))
    }

    fn shell(text: &str, code: i64) -> Option<(Refusal, String)> {
        by_shell(text, code).map(|(refusal, command)| (refusal, command.unwrap_or_default()))
    }

    #[test]
    fn words_of_runtimes() {
        let missing = |command: &str| Some((Refusal::NotFound, command.to_owned()));
        let denied = |command: &str| Some((Refusal::NotExecutable, command.to_owned()));
        let head = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ";
        assert_eq!(
            runtime(&format!("{head}exec: \"/bin/x\": stat /bin/x: no such file or directory")),
            missing("/bin/x")
        );
        assert_eq!(
            runtime(&format!("{head}exec: \"python app.py\": executable file not found in $PATH: unknown")),
            missing("python app.py")
        );
        assert_eq!(runtime(&format!("{head}exec: \"/run.sh\": permission denied: unknown")), denied("/run.sh"));
        assert_eq!(
            runtime("container create failed: executable file `foo` not found in $PATH: No such file or directory"),
            missing("foo")
        );
        assert_eq!(runtime("exec container process `/run.sh`: Permission denied"), denied("/run.sh"));
        assert_eq!(runtime("exec container process `/run`: Exec format error"), None);
        assert_eq!(runtime("error mounting \"/x\" to rootfs: no such file or directory"), None);
        assert_eq!(runtime("chdir to cwd (\"/nope\") set in config.json failed: no such file or directory"), None);
    }

    #[test]
    fn words_of_shells() {
        let missing = |command: &str| Some((Refusal::NotFound, command.to_owned()));
        let denied = |command: &str| Some((Refusal::NotExecutable, command.to_owned()));
        assert_eq!(shell("sh: exec: line 0: /opt/x.sh: not found", 127), missing("/opt/x.sh"));
        assert_eq!(shell("sh: 1: gunicorn: not found", 127), missing("gunicorn"));
        assert_eq!(shell("/bin/sh: foo: not found", 127), missing("foo"));
        assert_eq!(shell("bash: line 1: foo: command not found", 127), missing("foo"));
        assert_eq!(shell("/entrypoint.sh: line 3: /app/run: No such file or directory", 127), missing("/app/run"));
        assert_eq!(shell("/usr/bin/env: ‘node’: No such file or directory", 127), missing("node"));
        assert_eq!(shell("env: can't execute 'python3': No such file or directory", 127), missing("python3"));
        assert_eq!(shell("exec /app/run.sh: no such file or directory", 1), missing("/app/run.sh"));
        assert_eq!(shell("exec /app/run.sh: permission denied", 255), denied("/app/run.sh"));
        assert_eq!(shell("[FATAL tini (7)] exec serve failed: No such file or directory", 127), missing("serve"));
        assert_eq!(shell("/bin/sh: 1: /app/run.sh: Permission denied", 126), denied("/app/run.sh"));
        assert_eq!(shell("bash: /etc: Is a directory", 126), denied("/etc"));
        assert_eq!(shell("cat: /data/x: No such file or directory", 1), None);
        assert_eq!(
            shell("app: error while loading shared libraries: libx.so: cannot open shared object file", 127),
            None
        );
        assert_eq!(shell("exec /app/run: exec format error", 1), None);
    }
}

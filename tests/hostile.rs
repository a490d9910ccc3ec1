//! Wrong and hostile input: a clear message, the documented exit code, exactly one report for a program or none, and
//! never an answer that is too sure.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use cli_support::{Ended, Home};
use serde_json::{Value, json};
use support::archive::{entry, file, gz, sized, tar, zst};
use support::recording;
use tar::EntryType;

/// Figures of a run, and the folder that the test runs in.
const VOLATILE: &[(&str, &str)] =
    &[(r"\b\d+(\.\d+)? m?s\b", "[time]"), (r"as of \S+ \S+Z", "as of [now]"), (r"/tmp/\.tmp\w+", "[home]")];

macro_rules! snapshot {
    ($name:expr, $text:expr) => {
        insta::with_settings!({filters => VOLATILE.to_vec()}, { insta::assert_snapshot!($name, $text) });
    };
}

/// A page of cases: what was typed, how it ended, what was printed where.
#[derive(Default)]
struct Sheet(String);

impl Sheet {
    fn add(&mut self, arguments: &[&str], ended: &Ended) {
        let quoted =
            arguments.iter().map(|word| if word.contains(' ') { format!("{word:?}") } else { (*word).to_owned() });
        let typed = quoted.collect::<Vec<_>>().join(" ");
        let typed = typed.escape_debug().to_string().replace("\\\"", "\"");
        self.0 += &format!("$ sre {typed}\nexit {}\n", ended.code.unwrap());
        for (name, text) in [("stdout", &ended.out), ("stderr", &ended.err)] {
            if !text.is_empty() {
                self.0 += &format!("{name}:\n{}\n", indented(text));
            }
        }
        self.0.push('\n');
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn at_80_columns(home: &Home, arguments: &[&str]) -> Ended {
    home.sre(arguments).env("COLUMNS", "80").output().unwrap().into()
}

#[test]
fn wrong_usage_ends_with_2_and_prints_no_report() {
    let home = Home::new();
    let mut sheet = Sheet::default();
    for arguments in [
        &["ask"][..],
        &["ask", ""],
        &["ask", " \t "],
        &["ask", "--demo"],
        &["ask", "--demo", "-n", "shop", "-q"],
        &["ask", "--verbose", "why?"],
        &["ask", "--demo=echo-pot", "why?"],
        &["ask", "-o", "xml", "why?"],
        &["ask", "-n", "shop", "-A", "why?"],
        &["ask", "--demo", "--bundle", "b.tar", "why?"],
        &["ask", "--bundle", "b.tar", "--replay", "run", "why?"],
        &["ask", "--bundle", "", "why?"],
        &["ask", "-n", "Not_A-Namespace/", "--demo", "why?"],
        &["ask", "--demo", "--record", "/dev/null/run", "why?"],
        &["ask", "--demo", "--audit", "no/folder/audit", "why?"],
        &["ask", "--demo", "--trace", "no/folder/trace", "why?"],
        &["explain", "this"],
    ] {
        let ended = at_80_columns(&home, arguments);
        sheet.add(arguments, &ended);
        let json = home.run(&[&["-o", "json"], arguments].concat());
        if ended.code == Some(2) {
            assert_eq!((json.code, json.out.as_str()), (Some(2), ""), "{arguments:?}");
        }
    }
    snapshot!("usage", sheet.0);
}

#[test]
fn standard_input_may_be_anything() {
    let home = Home::new();
    let asked =
        |input: &[u8]| Ended::from(home.sre(&["ask", "--demo", "-q", "-"]).write_stdin(input).output().unwrap());
    asked(b"").is_usage_error("there is no question");
    asked(b"\n\n").is_usage_error("there is no question");
    asked(b"why is \xff\xfe\x00 down").is_usage_error("not UTF-8");
    asked(&vec![b'w'; 9 << 20]).is_usage_error("longer than 64 KiB");
    let long = format!("why is echo-pod not running? {}", "because ".repeat(7000));
    assert_eq!(asked(long.as_bytes()).code, Some(0));
    let nul = asked(b"why is echo-pod\0 not running?");
    assert_eq!(nul.code, Some(0));
    assert!(!nul.out.contains('\0'));
    let closed = home.process().args(["ask", "--demo", "-q", "-"]).stdin(Stdio::null()).output().unwrap();
    Ended::from(closed).is_usage_error("there is no question");
}

#[test]
fn a_question_may_be_anything() {
    let home = Home::new();
    for question in [
        "?",
        "...---...",
        "\u{1b}[31mwhy\u{1b}[0m is echo-pod\u{7} down\u{9b}2J",
        "почему echo-pod не работает",
        "why is ../../etc/passwd down",
        "why is pod/ down and /echo-pod and a/b/c/d",
        "why is metadata.name=x,status.phase!=Running down",
        "why is x?watch=true&limit=1 down",
        "why is 'echo-pod\" down",
        "--demo is what?",
    ] {
        let ended = home.run(&["ask", "--demo", "-q", "--audit", "audit", "--", question]);
        assert_eq!(ended.code, Some(0), "{question:?}: {ended:?}");
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!ended.out.contains(control) && !ended.err.contains(control), "{question:?}: {ended:?}");
    }
    let audit = fs::read_to_string(home.dir.path().join("audit")).unwrap();
    assert!(!audit.contains("watch=true") && !audit.contains(".."), "words become names or nothing");
    assert!(!audit.contains("\"refused\""), "and never a request that the guard must refuse");
    let word = "x".repeat(60_000);
    assert_eq!(home.run(&["ask", "--demo", "-q", &word]).code, Some(0));
}

const POD: &[u8] = br#"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a","namespace":"x"}}]}"#;
const GOOD: &str = "b/cluster-resources/pods/x.json";

/// Sources that nothing can be investigated in, each under its own name.
fn write_useless_sources(dir: &Path) -> Vec<&'static str> {
    let good = file(GOOD, POD);
    let noise: Vec<u8> =
        (0..40_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).rotate_left(n % 31).to_le_bytes()).collect();
    let plain = tar(&[good.clone(), file("b/noise", &noise)]);
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let with = |hostile: Vec<u8>| tar(&[good.clone(), hostile]);
    let zeros = tar(&[good.clone(), file("b/zeros", &vec![0; 70 << 20])]);
    let files: Vec<(&'static str, Vec<u8>)> = vec![
        ("text", b"just text, no archive\n".to_vec()),
        ("empty", Vec::new()),
        ("empty.tar", vec![0; 1024]),
        ("other.tar", tar(&[file("readme", b"hi")])),
        ("bundle.zip", b"PK\x03\x04rest".to_vec()),
        ("cut.tar", cut(plain.clone())),
        ("cut.tar.gz", cut(gz(&plain))),
        ("cut.tar.zst", cut(zst(&plain))),
        ("climbs.tar", with(file("b/../../evil", b"x"))),
        ("absolute.tar", with(file("/etc/passwd", b"x"))),
        ("symlink.tar", with(entry(EntryType::Symlink, "b/cluster-resources/nodes.json", "/etc/passwd", b""))),
        ("hardlink.tar", with(entry(EntryType::Link, "b/logs/x.log", GOOD, b""))),
        ("device.tar", with(entry(EntryType::Char, "b/null", "", b""))),
        ("fifo.tar", with(entry(EntryType::Fifo, "b/pipe", "", b""))),
        ("huge.tar", with(sized(EntryType::Regular, "b/huge", "", b"", 8 << 30))),
        ("liar.tar", with(sized(EntryType::Regular, "b/liar", "", b"short", 5000))),
        ("twice.tar", with(file(GOOD, POD))),
        ("escape.tar", with(file("b/\u{1b}[2J", b"x"))),
        ("bomb.tar.zst", zst(&zeros)),
        ("bomb.tar.gz", gz(&zeros)),
    ];
    let mut names: Vec<&'static str> = files.iter().map(|(name, _)| *name).collect();
    for (name, body) in files {
        fs::write(dir.join(name), body).unwrap();
    }
    fs::create_dir_all(dir.join("empty-folder")).unwrap();
    fs::create_dir_all(dir.join("no-resources/cluster-resources")).unwrap();
    fs::create_dir_all(dir.join("inside/cluster-resources/pods")).unwrap();
    fs::write(dir.join("inside/cluster-resources/pods/x.json"), POD).unwrap();
    names.extend(["absent", "empty-folder", "no-resources", "inside/cluster-resources", "/dev/null"]);
    names
}

#[test]
fn a_source_that_cannot_be_used_ends_with_3_and_says_why() {
    let home = Home::new();
    let mut sheet = Sheet::default();
    let schema = home.run(&["schema"]).json();
    for name in write_useless_sources(home.dir.path()) {
        let arguments = ["ask", "--bundle", name, "why?"];
        let ended = at_80_columns(&home, &arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(3), ""), "{name}: {ended:?}");
        assert!(!ended.err.contains('\u{1b}'), "{name}");
        sheet.add(&arguments, &ended);
        let json = home.run(&["ask", "--bundle", name, "-o", "json", "why?"]);
        assert_eq!((json.code, &json.json()["verdict"]), (Some(3), &Value::from("no_access")), "{name}");
        assert!(jsonschema::is_valid(&schema, &json.json()), "{name}");
    }
    for arguments in [
        &["ask", "--replay", "absent", "why?"][..],
        &["ask", "--replay", "empty-folder"],
        &["ask", "--replay", "text"],
        &["ask", "--kubeconfig", "absent", "why?"],
        &["ask", "--kubeconfig", "empty", "why?"],
        &["ask", "--context", "prod", "why?"],
        &["ask", "why?"],
    ] {
        let ended = at_80_columns(&home, arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(3), ""), "{arguments:?}: {ended:?}");
        sheet.add(arguments, &ended);
    }
    snapshot!("sources", sheet.0);
}

/// The recording as a folder, with one file put in place of another.
fn bundle_with(home: &Home, path: &str, body: &[u8]) {
    let bundle = home.dir.path().join("realworld");
    if !bundle.exists() {
        recording::unpacked(home.dir.path(), |_, _| ());
    }
    let place = bundle.join("cluster-resources").join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, body).unwrap();
}

fn ask_folder(home: &Home, question: &str) -> Value {
    let ended = home.run(&["ask", "-q", "-o", "json", "--bundle", "realworld", question]);
    assert_eq!(ended.code, Some(0), "{question}: {}", ended.err);
    ended.json()
}

/// JSON as deep as that, with something that is not nested around it.
fn deep(levels: usize, head: &str, tail: &str) -> Vec<u8> {
    format!("{head}{}{}{tail}", "[".repeat(levels), "]".repeat(levels)).into_bytes()
}

#[test]
fn damaged_evidence_is_told_and_never_healthy() {
    let home = Home::new();
    let pod = r#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"hello-1","namespace":"demo-healthy"},"spec":"#;
    let anchors = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &('b'..='k')
            .zip('a'..)
            .map(|(c, p)| format!("{c}: &{c} [{}]\n", vec![format!("*{p}"); 9].join(",")))
            .collect::<String>();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("cut", br#"{"kind":"PodList","items":[{"metadata":{"#.to_vec()),
        ("no JSON", b"<html>502 Bad Gateway</html>".to_vec()),
        ("another shape", br#"{"items": {"a": 1}}"#.to_vec()),
        ("a status", br#"{"kind":"Status","code":403,"reason":"Forbidden"}"#.to_vec()),
        ("not UTF-8", b"{\"items\":[{\"metadata\":{\"name\":\"\xff\xfe\"}}]}".to_vec()),
        ("UTF-16", b"\xff\xfe{\0}\0".to_vec()),
        ("a deep list", deep(100_000, "", "")),
        ("a deep item", deep(100_000, pod, "}]}")),
        ("a deep map", (r#"{"a":"#.repeat(100_000) + "1" + &"}".repeat(100_000)).into_bytes()),
        (
            "items that are no objects",
            br#"{"kind":"PodList","apiVersion":"v1","items":[7,null,[],{"metadata":null}]}"#.to_vec(),
        ),
        ("an aliasing bomb", anchors.into_bytes()),
    ];
    for (what, body) in cases {
        bundle_with(&home, "pods/demo-healthy.json", &body);
        for question in ["is everything fine in demo-healthy?", "is hello in demo-healthy ok?"] {
            let report = ask_folder(&home, question);
            assert_eq!(report["verdict"], "inconclusive", "{what}, {question}: {}", report["summary"]);
            let not_seen = report["not_seen"].to_string();
            assert!(not_seen.to_lowercase().contains("pods"), "{what}, {question}: {not_seen}");
        }
    }
}

#[test]
fn objects_of_an_impossible_shape_prove_nothing() {
    let home = Home::new();
    let odd = json!({"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": [
        {"metadata": {"name": "echo-pod-1", "namespace": "terranetes", "creationTimestamp": 7, "labels": [], "ownerReferences": {}},
            "spec": [], "status": "x"},
        {"metadata": {"name": "echo-pod-2", "namespace": "terranetes", "creationTimestamp": "9999-99-99T99:99:99Z"},
            "spec": {"containers": {"a": 1}}, "status": {"containerStatuses": [null, 7, {"state": []}], "conditions": "no"}},
        {"metadata": {"name": "echo-pod-3", "namespace": "terranetes", "ownerReferences": [{"kind": "Pod", "uid": "loop", "controller": true, "name": "echo-pod-3", "apiVersion": "v1"}], "uid": "loop"},
            "status": {"phase": "Pending", "containerStatuses": [{"name": "c", "restartCount": -1, "state": {"waiting": {"reason": 9}}}]}},
    ]});
    bundle_with(&home, "pods/terranetes.json", odd.to_string().as_bytes());
    for question in ["what is wrong in terranetes?", "why is echo-pod-3 not running?", "what is broken?"] {
        let report = ask_folder(&home, question);
        let causes = report["root_causes"].as_array().unwrap();
        let blamed = causes.iter().filter(|cause| cause["object"]["namespace"] == "terranetes").count();
        assert_eq!(blamed, 0, "{question}: {report}");
        assert_ne!(report["verdict"], "healthy", "{question}");
    }
}

#[test]
fn what_the_cluster_says_cannot_draw_on_the_terminal() {
    let home = Home::new();
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}not found";
    let bundle = recording::unpacked(home.dir.path(), |path, document| {
        if path.ends_with("pods/terranetes.json") {
            for pod in document["items"].as_array_mut().unwrap() {
                let message = &mut pod["status"]["containerStatuses"][0]["state"]["waiting"]["message"];
                *message = format!("{}{evil}", message.as_str().unwrap_or_default()).into();
            }
        }
    });
    let bundle = bundle.to_str().unwrap();
    for format in ["text", "markdown", "json", "yaml"] {
        let ended = home.run(&["ask", "--bundle", bundle, "-o", format, "what is wrong in terranetes?"]);
        assert_eq!(ended.code, Some(0));
        for text in [&ended.out, &ended.err] {
            let control = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!text.contains(control), "{format}: {:?}", text.chars().find(|c| control(*c)));
        }
    }
}

#[test]
fn names_that_are_not_there_or_not_one_thing() {
    let home = Home::new();
    let web = |namespace: &str| {
        json!({"kind": "DeploymentList", "apiVersion": "apps/v1", "metadata": {"resourceVersion": "1"}, "items": [{
            "metadata": {"name": "web", "namespace": namespace, "uid": namespace},
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}},
                "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "x"}]}}},
            "status": {},
        }]})
    };
    let bundle = home.dir.path().join("two/cluster-resources");
    fs::create_dir_all(bundle.join("deployments")).unwrap();
    let namespaces = json!({"kind": "NamespaceList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"},
        "items": [{"metadata": {"name": "blue"}}, {"metadata": {"name": "green"}}]});
    fs::write(bundle.join("namespaces.json"), namespaces.to_string()).unwrap();
    for namespace in ["blue", "green"] {
        fs::write(bundle.join(format!("deployments/{namespace}.json")), web(namespace).to_string()).unwrap();
    }
    let mut sheet = Sheet::default();
    for (arguments, candidates) in [
        (&["--demo", "why is echo-pot not running?"][..], &["echo-pod"][..]),
        (&["--demo", "why is quarkblatt-9 not running?"], &[]),
        (&["--demo", "-n", "terranettes", "what is wrong?"], &["terranetes"]),
        (&["--demo", "what is wrong in namespace terranettes?"], &["terranetes"]),
        (&["--demo", "-n", "media", "why is echo-pod not running?"], &[]),
        (&["--bundle", "two", "why is web down?"], &["web", "web"]),
    ] {
        let arguments = [&["ask", "-q"], arguments].concat();
        sheet.add(&arguments, &at_80_columns(&home, &arguments));
        let ended = home.run(&[&arguments[..], &["-o", "json"]].concat());
        let report = ended.json();
        assert_eq!((ended.code, &report["verdict"]), (Some(0), &Value::from("inconclusive")), "{arguments:?}");
        let mut named: Vec<&str> =
            report["candidates"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
        named.truncate(candidates.len().max(1));
        assert_eq!(named, candidates, "{arguments:?}");
        for silent in ["root_causes", "hypotheses", "unexplained", "history"] {
            assert_eq!(report[silent], json!([]), "{arguments:?}: nothing was looked at, nothing is said");
        }
    }
    snapshot!("names", sheet.0);
    let ended = home.run(&["ask", "-q", "-o", "json", "--bundle", "two", "-n", "blue", "why is web down?"]);
    assert_eq!(ended.json()["subject"]["objects"][0]["namespace"], "blue", "a flag tells which one");
}

#[test]
fn an_empty_cluster_is_not_a_healthy_one() {
    let home = Home::new();
    let folder = home.dir.path().join("bare/cluster-resources");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("namespaces.json"), r#"{"kind":"NamespaceList","apiVersion":"v1","items":[]}"#).unwrap();
    for question in ["what is broken?", "is everything fine in shop?", "is web ok?"] {
        let report = home.run(&["ask", "-q", "-o", "json", "--bundle", "bare", question]).json();
        assert!(["inconclusive", "no_access"].contains(&report["verdict"].as_str().unwrap()), "{question}: {report}");
        assert_ne!(report["not_seen"], json!([]), "{question}");
    }
}

#[test]
fn forty_columns_are_enough() {
    let home = Home::new();
    for (demo, question) in [
        ("--demo", "why is the pod in terranetes namespace not running?"),
        ("--demo", "why does payment-gateway restart?"),
        ("--demo", "is mysql in databases healthy?"),
        ("--demo", "why is redis pending in databases?"),
        ("--demo", "why is quarkblatt-9 down?"),
        ("--demo=nonesuch", "why?"),
    ] {
        let ended: Ended = home.sre(&["ask", demo, question]).env("COLUMNS", "40").output().unwrap().into();
        // A diff is copied, not read: its lines stay whole.
        let copied = |line: &str| line.trim_start().starts_with(['+', '-', '@']) || line.starts_with("     ");
        for line in ended.out.lines().chain(ended.err.lines().filter(|_| demo != "--demo")) {
            assert!(line.chars().count() <= 40 || copied(line), "{question}: {line:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_takes_one_line_is_no_error() {
    let home = Home::new();
    for format in ["text", "markdown", "json", "yaml"] {
        let script = format!("{} ask --demo -o {format} 'what is broken?' | head -n 1", env!("CARGO_BIN_EXE_sre"));
        let program = home.process();
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", &script]).env_clear().env("PATH", "/usr/bin:/bin").current_dir(home.dir.path());
        shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let ended = Ended::from(shell.output().unwrap());
        assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 1), "{format}");
        assert!(!ended.err.contains("error") && !ended.err.contains("panic"), "{format}: {}", ended.err);
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_wrong_usage() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = Home::new();
    let odd = std::ffi::OsStr::from_bytes(b"why is \xff\xfe down");
    let ended = Ended::from(home.process().args(["ask", "--demo"]).arg(odd).output().unwrap());
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    let path = std::ffi::OsStr::from_bytes(b"b\xff.tar");
    let ended = Ended::from(home.process().args(["ask", "why?", "--bundle"]).arg(path).output().unwrap());
    assert_eq!(ended.code, Some(3), "a path need not be text: {ended:?}");
}

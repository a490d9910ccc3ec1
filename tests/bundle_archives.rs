//! An archive can be written by anyone: what could mislead or exhaust the reader is refused with the entry's name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

use std::io::Write;
use std::path::Path;

use proptest::prelude::*;
use sre::cluster::bundle::{self, BundleError, Limits, Store};
use sre::error::{Error, ErrorKind};
use tar::{Builder, EntryType, Header};

const POD: &[u8] = br#"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a","namespace":"x"}}]}"#;
const GOOD: &str = "b/cluster-resources/pods/x.json";

/// An entry with exactly this name and type, whatever the tar crate thinks of them.
fn entry(kind: EntryType, name: &[u8], link: &[u8], body: &[u8]) -> Vec<u8> {
    entry_of_size(kind, name, link, body, body.len() as u64)
}

fn entry_of_size(kind: EntryType, name: &[u8], link: &[u8], body: &[u8], size: u64) -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    let raw = header.as_old_mut();
    raw.name[..name.len()].copy_from_slice(name);
    raw.linkname[..link.len()].copy_from_slice(link);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(body);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn file(name: &str, body: &[u8]) -> Vec<u8> {
    entry(EntryType::Regular, name.as_bytes(), b"", body)
}

fn pax(records: &[(&str, &str)], kind: EntryType) -> Vec<u8> {
    let mut body = String::new();
    for (key, value) in records {
        let rest = format!(" {key}={value}\n");
        let mut len = rest.len() + 1;
        while len != rest.len() + len.to_string().len() {
            len = rest.len() + len.to_string().len();
        }
        body = format!("{body}{len}{rest}");
    }
    entry(kind, b"pax", b"", body.as_bytes())
}

fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out: Vec<u8> = entries.concat();
    out.resize(out.len() + 1024, 0);
    out
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn small() -> Limits {
    Limits { total: 1 << 20, entry: 1 << 16, count: 20, depth: 8, ratio: 50, ratio_floor: 1 << 15, name: 300 }
}

fn open(bytes: &[u8]) -> Result<Store, BundleError> {
    bundle::from_tar_zst_bytes("test", bytes, &small())
}

/// Opens a good bundle with one more entry, and returns the refusal.
fn refusal(hostile: Vec<Vec<u8>>) -> String {
    let mut entries = vec![file(GOOD, POD)];
    entries.extend(hostile);
    open(&tar(&entries)).err().expect("the archive must be refused").to_string()
}

fn pod_count(store: &Store) -> usize {
    let response = store.respond(&http::Method::GET, "/api/v1/namespaces/x/pods", None);
    assert_eq!(response.status(), 200, "{:?}", response.body());
    serde_json::from_slice::<serde_json::Value>(response.body()).unwrap()["items"].as_array().unwrap().len()
}

#[test]
fn every_packing_opens_by_its_bytes() {
    let plain = tar(&[file(GOOD, POD)]);
    let two_members = [gz(&plain[..700]), gz(&plain[700..])].concat();
    let zst = zstd::encode_all(plain.as_slice(), 3).unwrap();
    for bytes in [plain.clone(), gz(&plain), two_members, zst] {
        assert_eq!(pod_count(&open(&bytes).unwrap()), 1);
    }
}

#[test]
fn long_names_of_both_kinds_are_read() {
    let long = format!("{}/cluster-resources/pods/x.json", "n".repeat(120));
    let mut gnu = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    header.set_size(POD.len() as u64);
    gnu.append_data(&mut header, &long, POD).unwrap();
    let pax = tar(&[pax(&[("path", &long), ("mtime", "1.5")], EntryType::XHeader), file("short", POD)]);
    for bytes in [gnu.into_inner().unwrap(), pax] {
        assert_eq!(pod_count(&open(&bytes).unwrap()), 1);
    }
}

#[test]
fn the_file_is_named_by_its_label_and_the_root_may_be_anywhere() {
    let dir = tempfile::tempdir().unwrap();
    for (name, root) in [("incident-7.tar.gz", ""), ("wrong.extension", "./"), ("deep.tar.zst", "a/b/c/")] {
        let path = dir.path().join(name);
        let member = format!("{root}cluster-resources/pods/x.json");
        std::fs::write(&path, gz(&tar(&[file(&member, POD), file("unrelated.txt", b"hi")]))).unwrap();
        let store = bundle::open(&path, &Limits::default()).unwrap();
        assert_eq!(pod_count(&store), 1, "{name}");
        assert_eq!(store.label(), name.trim_end_matches(".tar.gz").trim_end_matches(".tar.zst"));
    }
}

#[test]
fn paths_that_leave_the_bundle_are_refused() {
    for (name, what) in [
        ("../evil", "climbs out"),
        ("b/../../evil", "climbs out"),
        ("b/cluster-resources/..", "climbs out"),
        ("/etc/passwd", "absolute path"),
        ("C:\\evil", "backslashes"),
        ("b\\..\\evil", "backslashes"),
        ("b/new\nline", "control characters"),
        ("b/escape\u{1b}[31m", "control characters"),
    ] {
        let message = refusal(vec![file(name, b"x")]);
        assert!(message.contains(what), "{name:?}: {message}");
        assert!(message.contains(&name.chars().flat_map(char::escape_debug).collect::<String>()), "{message}");
    }
}

#[test]
fn names_that_hide_in_extension_headers_are_checked_too() {
    let gnu = |name: &str| entry(EntryType::GNULongName, b"././@LongLink", b"", format!("{name}\0").as_bytes());
    assert!(refusal(vec![gnu("../../evil"), file("harmless", b"x")]).contains("climbs out"));
    let path = |path: &str| pax(&[("path", path)], EntryType::XHeader);
    assert!(refusal(vec![path("/abs"), file("harmless", b"x")]).contains("absolute path"));
    assert!(refusal(vec![path("a"), path("b"), file("c", b"x")]).contains("disagree"));
    assert!(refusal(vec![gnu("a"), gnu("b"), file("c", b"x")]).contains("disagree"));
    assert!(refusal(vec![pax(&[("path", "all")], EntryType::XGlobalHeader), file("c", b"x")]).contains("disagree"));
    assert!(refusal(vec![path("a")]).contains("damaged"), "a header that describes nothing");
}

#[test]
fn names_that_are_no_text_or_too_long_are_refused() {
    assert!(refusal(vec![entry(EntryType::Regular, b"b/\xff\xfe", b"", b"x")]).contains("not UTF-8"));
    let long = |len: usize| pax(&[("path", &"d/".repeat(len / 2))], EntryType::XHeader);
    assert!(refusal(vec![long(400), file("c", b"x")]).contains("more than 300 bytes"));
    let part = pax(&[("path", &"n".repeat(260))], EntryType::XHeader);
    assert!(refusal(vec![part, file("c", b"x")]).contains("more than 255 bytes"));
    let huge = entry(EntryType::GNULongName, b"././@LongLink", b"", &vec![b'a'; 80 << 10]);
    assert!(refusal(vec![huge, file("c", b"x")]).contains("has a name of more than"));
}

#[test]
fn links_are_refused_where_they_could_stand_for_evidence() {
    for (kind, name, target) in [
        (EntryType::Symlink, "b/logs/x.log", "/etc/passwd"),
        (EntryType::Symlink, "b/logs/x.log", "../../../etc/passwd"),
        (EntryType::Symlink, "b/cluster-resources/nodes.json", "pods/x.json"),
        (EntryType::Link, "b/logs/x.log", "b/cluster-resources/pods/x.json"),
    ] {
        let message = refusal(vec![entry(kind, name.as_bytes(), target.as_bytes(), b"")]);
        assert!(message.contains("link to") && message.contains(name) && message.contains(target), "{message}");
    }
    let hidden =
        vec![pax(&[("linkpath", "/etc/shadow")], EntryType::XHeader), entry(EntryType::Symlink, b"b/l", b"ok", b"")];
    assert!(refusal(hidden).contains("/etc/shadow"));
}

#[test]
fn links_of_named_log_collectors_are_passed_over_and_told() {
    let link = entry(EntryType::Symlink, b"b/app-logs/p/c.log", b"../../cluster-resources/pods/logs/x/p/c.log", b"");
    let store = open(&tar(&[file(GOOD, POD), link])).unwrap();
    assert_eq!(store.problems()[0].path, "app-logs/p/c.log");
}

#[test]
fn special_files_are_refused() {
    for (kind, what) in [
        (EntryType::Char, "character device"),
        (EntryType::Block, "block device"),
        (EntryType::Fifo, "FIFO"),
        (EntryType::GNUSparse, "sparse"),
        (EntryType::Continuous, "unknown type"),
        (EntryType::new(b'Z'), "unknown type"),
    ] {
        let message = refusal(vec![entry(kind, b"b/odd", b"", b"")]);
        assert!(message.contains(what) && message.contains("b/odd"), "{message}");
    }
    let sparse = pax(&[("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "99")], EntryType::XHeader);
    assert!(refusal(vec![sparse, file("b/s", b"x")]).contains("sparse"));
}

#[test]
fn two_entries_of_one_name_are_refused_however_they_are_spelled() {
    for name in [GOOD, "./b/cluster-resources/pods/x.json", "b//cluster-resources/./pods/x.json"] {
        assert!(refusal(vec![file(name, POD)]).contains("appears twice"), "{name}");
    }
}

#[test]
fn every_limit_holds_and_names_the_entry() {
    let deep = refusal(vec![file("b/1/2/3/4/5/6/7/8/9", b"x")]);
    assert!(deep.contains("more than 8 folders deep"), "{deep}");
    let big = refusal(vec![file("b/big", &vec![b'x'; (1 << 16) + 1])]);
    assert!(big.contains("b/big") && big.contains("larger than 65536"), "{big}");
    let many = refusal((0..30).map(|n| file(&format!("b/{n}"), b"x")).collect());
    assert!(many.contains("more than 20 entries"), "{many}");
    let folders =
        refusal((0..30).map(|n| entry(EntryType::Directory, format!("b/{n}/").as_bytes(), b"", b"")).collect());
    assert!(folders.contains("more than 20 entries"), "{folders}");
    let total = refusal((0..18).map(|n| file(&format!("b/{n}"), &vec![b'x'; 1 << 16])).collect());
    assert!(total.contains("unpacks to more than 1048576 bytes"), "{total}");
}

#[test]
fn bombs_are_stopped_by_the_ratio() {
    let zeros = tar(&[file(GOOD, POD), file("b/zeros", &vec![0; 60_000]), file("b/more", &vec![0; 60_000])]);
    for bomb in [gz(&zeros), zstd::encode_all(zeros.as_slice(), 19).unwrap()] {
        let message = open(&bomb).err().unwrap().to_string();
        assert!(message.contains("expands more than 50 times"), "{message}");
    }
}

#[test]
fn sizes_that_lie_are_noticed() {
    let long = entry_of_size(EntryType::Regular, b"b/liar", b"", b"short", 5000);
    assert!(refusal(vec![long]).contains("b/liar"));
    let short = [entry_of_size(EntryType::Regular, b"b/liar", b"", &vec![b'A'; 2000], 10)].to_vec();
    assert!(refusal(short).contains("b/liar"));
    let pax_size = vec![pax(&[("size", "3")], EntryType::XHeader), file("b/liar", b"12345")];
    assert!(refusal(pax_size).contains("disagree about its size"));
    let huge = entry_of_size(EntryType::Regular, b"b/huge", b"", b"", 1 << 33);
    assert!(refusal(vec![huge]).contains("larger than"));
    let mut bad_number = entry(EntryType::Regular, b"b/number", b"", b"");
    bad_number[124..135].copy_from_slice(b"not a number".get(..11).unwrap());
    assert!(!refusal(vec![bad_number]).is_empty());
}

#[test]
fn cut_and_corrupt_streams_are_damaged() {
    let noise: Vec<u8> =
        (0..20_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).take(60_000).collect();
    let plain = tar(&[file(GOOD, POD), file("b/noise", &noise)]);
    let packed = gz(&plain);
    let zst = zstd::encode_all(plain.as_slice(), 3).unwrap();
    for bytes in [&plain[..plain.len() - 1024], &plain[..30_000], &packed[..packed.len() / 2], &zst[..zst.len() / 2]] {
        let error = open(bytes).err().unwrap();
        assert!(error.to_string().contains("damaged"), "{error}");
    }
    let mut flipped = packed.clone();
    let middle = flipped.len() - 6;
    flipped[middle] ^= 0xff;
    assert!(open(&flipped).is_err(), "the checksum of the stream counts");
    let mut header = plain.clone();
    header[512 + 512 + 20] ^= 0xff;
    assert!(open(&header).err().unwrap().to_string().contains(GOOD), "damage is told by the last good entry");
}

#[test]
fn what_is_no_bundle_says_so_and_what_is_expected() {
    let dir = tempfile::tempdir().unwrap();
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("text", b"just text, no archive".to_vec(), "no tar, gzip or zstd archive"),
        ("empty-file", Vec::new(), "the file is empty"),
        ("empty.tar", vec![0; 1024], "the archive is empty"),
        ("text.gz", gz(&[b'x'; 2000]), "no tar archive"),
        ("other.tar", tar(&[file("readme", b"hi")]), "no `cluster-resources/` folder"),
        ("a.zip", b"PK\x03\x04rest".to_vec(), "a zip file"),
        ("two.tar", tar(&[file(GOOD, POD), file("c/cluster-resources/nodes.json", b"[]")]), "several bundles"),
    ];
    for (name, body, what) in cases {
        let path = dir.path().join(name);
        std::fs::write(&path, body).unwrap();
        let error = Error::from(bundle::open(&path, &small()).err().unwrap());
        assert!(error.message().contains(what), "{name}: {error}");
        assert!(error.message().starts_with("not a support bundle: "), "{error}");
        assert_eq!(error.kind(), ErrorKind::Source);
        assert!(error.hints()[0].contains("cluster-resources/"));
    }
    let missing = Error::from(bundle::open(Path::new("/nowhere/at/all"), &small()).err().unwrap());
    assert!(missing.message().contains("/nowhere/at/all"));
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let pods = dir.path().join("top/cluster-resources/pods");
    std::fs::create_dir_all(&pods).unwrap();
    std::fs::write(pods.join("x.json"), POD).unwrap();
    dir
}

#[test]
fn folders_are_read_when_asked_and_a_file_that_vanishes_is_not_collected() {
    let dir = folder();
    let store = bundle::open(dir.path(), &small()).unwrap();
    assert_eq!(pod_count(&store), 1);
    let store = bundle::open(&dir.path().join("top"), &small()).unwrap();
    std::fs::remove_file(dir.path().join("top/cluster-resources/pods/x.json")).unwrap();
    assert_eq!(store.respond(&http::Method::GET, "/api/v1/namespaces/x/pods", None).status(), 403);
    let inside = bundle::open(&dir.path().join("top/cluster-resources"), &small()).err().unwrap();
    assert!(inside.to_string().contains("pass the folder above it"), "{inside}");
    let empty = tempfile::tempdir().unwrap();
    assert!(bundle::open(empty.path(), &small()).err().unwrap().to_string().contains("empty"));
}

#[cfg(unix)]
#[test]
fn folders_refuse_links_sockets_and_excess_like_archives() {
    use std::os::unix::fs::symlink;
    let dir = folder();
    let evil = dir.path().join("top/cluster-resources/nodes.json");
    symlink("/etc/passwd", &evil).unwrap();
    assert!(bundle::open(dir.path(), &small()).err().unwrap().to_string().contains("symbolic link"));
    std::fs::remove_file(&evil).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("top/socket")).unwrap();
    assert!(bundle::open(dir.path(), &small()).err().unwrap().to_string().contains("not a plain file"));
    std::fs::remove_file(dir.path().join("top/socket")).unwrap();
    std::fs::write(dir.path().join("top/big"), vec![0; (1 << 16) + 1]).unwrap();
    assert!(bundle::open(dir.path(), &small()).err().unwrap().to_string().contains("larger than"));
}

#[cfg(unix)]
#[test]
fn a_file_that_becomes_a_link_after_opening_is_not_followed() {
    let dir = folder();
    let store = bundle::open(dir.path(), &small()).unwrap();
    let path = dir.path().join("top/cluster-resources/pods/x.json");
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
    assert_eq!(store.respond(&http::Method::GET, "/api/v1/namespaces/x/pods", None).status(), 403);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_makes_the_reader_panic(hits in prop::collection::vec((0usize..4096, any::<u8>()), 1..6), cut in 0usize..4096, packed in 0..3) {
        let long = entry(EntryType::GNULongName, b"././@LongLink", b"", b"b/cluster-resources/nodes.json\0");
        let mut plain = tar(&[file(GOOD, POD), long, file("short", b"[]")]);
        let damage = |bytes: &mut Vec<u8>| {
            for (at, value) in &hits {
                let at = at % bytes.len();
                bytes[at] = *value;
            }
            bytes.truncate(bytes.len().min(bytes.len().saturating_sub(cut / 4)));
        };
        let mut bytes = match packed {
            0 => plain,
            1 => { let mut out = gz(&plain); damage(&mut out); out }
            _ => { damage(&mut plain); zstd::encode_all(plain.as_slice(), 1).unwrap() }
        };
        if packed == 0 { damage(&mut bytes); }
        if let Ok(store) = open(&bytes) {
            for path in ["/api/v1/pods", "/api/v1/nodes", "/api/v1/namespaces/x/pods/a"] {
                prop_assert!(store.respond(&http::Method::GET, path, None).status().as_u16() >= 200);
            }
            let _ = (store.now(), store.problems());
        }
    }
}

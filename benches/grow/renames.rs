//! New names for copies: words in every text, uids and addresses by what they were.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::Value;

/// Fields whose words name something outside of the cluster.
const OUTSIDE: &[&str] = &["image", "imageID", "containerID"];

/// What is counted over all copies.
pub(crate) struct Serial {
    copies: u64,
    addresses: u32,
    nodes: usize,
    node: usize,
    broken: usize,
}

impl Serial {
    pub(crate) fn new(nodes: usize) -> Self {
        Self { copies: 0, addresses: 0, nodes, node: 0, broken: 0 }
    }

    pub(crate) fn nodes(&self) -> usize {
        self.nodes
    }

    /// How many broken namespaces there were, with this one.
    pub(crate) fn next_broken(&mut self) -> usize {
        self.broken += 1;
        self.broken - 1
    }

    pub(crate) fn broken(&self) -> usize {
        self.broken
    }

    fn address(&mut self) -> String {
        self.addresses += 1;
        // Past what was recorded: 10.244.0.0/16 for pods and 10.96.0.0/16 for Services.
        Ipv4Addr::from(u32::from(Ipv4Addr::new(11, 0, 0, 0)) + self.addresses).to_string()
    }
}

/// The names of one copy.
pub(crate) struct Renames<'a> {
    pub(crate) serial: &'a mut Serial,
    copy: u64,
    words: Vec<(String, String)>,
    addresses: BTreeMap<String, String>,
}

impl<'a> Renames<'a> {
    pub(crate) fn new(serial: &'a mut Serial) -> Self {
        serial.copies += 1;
        let copy = serial.copies;
        Self { serial, copy, words: Vec::new(), addresses: BTreeMap::new() }
    }

    /// A word, wherever it stands by itself or between dashes and dots.
    pub(crate) fn word(&mut self, old: &str, new: &str) {
        self.words.push((old.to_owned(), new.to_owned()));
        self.words.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    }

    /// Words that hold from here on only; what this returns makes them forgotten.
    pub(crate) fn words(&self) -> Vec<(String, String)> {
        self.words.clone()
    }

    pub(crate) fn restore(&mut self, words: Vec<(String, String)>) {
        self.words = words;
    }

    /// The next node, for the recorded ones.
    pub(crate) fn move_to_next_node(&mut self) {
        self.serial.node += 1;
        let node = node_name(self.serial.node % self.serial.nodes);
        self.words.retain(|(old, _)| !old.starts_with("lab-worker-"));
        self.words.retain(|(old, _)| !old.starts_with("172.18.0."));
        let address = node_address(self.serial.node % self.serial.nodes);
        for number in 1..=3 {
            self.word(&format!("lab-worker-{number}"), &node);
            self.word(&format!("172.18.0.{}", number + 2), &address);
        }
    }

    /// Another part of the uids: pods that are copies of the same pod.
    pub(crate) fn another(&mut self) {
        self.serial.copies += 1;
        self.copy = self.serial.copies;
        self.addresses.clear();
    }

    /// A random-looking ending, as controllers give them.
    pub(crate) fn ending(&self, old: &str, salt: &str) -> String {
        const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
        let hash = blake3::hash(format!("{old}/{salt}/{}", self.copy).as_bytes());
        let letters = hash.as_bytes().iter().map(|byte| LETTERS[*byte as usize % LETTERS.len()] as char);
        letters.take(old.len()).collect()
    }

    pub(crate) fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(map) => {
                map.iter_mut().filter(|(key, _)| !OUTSIDE.contains(&key.as_str())).for_each(|(_, v)| self.value(v));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub(crate) fn text(&mut self, text: &str) -> String {
        if is_uid(text) {
            return self.uid(text);
        }
        if text.parse::<Ipv4Addr>().is_ok_and(|address| matches!(address.octets(), [10, 96 | 244, ..])) {
            if let Some(known) = self.addresses.get(text) {
                return known.clone();
            }
            let new = self.serial.address();
            self.addresses.insert(text.to_owned(), new.clone());
            return new;
        }
        self.rename(text)
    }

    fn uid(&self, old: &str) -> String {
        let hash = blake3::hash(format!("{old}/{}", self.copy).as_bytes()).to_hex();
        let hash = hash.as_str();
        [&hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..32]].join("-")
    }

    fn rename(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        let mut rest = text;
        let mut before = ' ';
        while let Some(next) = rest.chars().next() {
            let ends = |old: &str| !rest[old.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
            let begins = !before.is_ascii_alphanumeric();
            let found = self.words.iter().find(|(old, _)| begins && rest.starts_with(old.as_str()) && ends(old));
            if let Some((old, new)) = found {
                out.push_str(new);
                rest = &rest[old.len()..];
                before = 'x';
            } else {
                out.push(next);
                rest = &rest[next.len_utf8()..];
                before = next;
            }
        }
        out
    }
}

pub(crate) fn node_name(number: usize) -> String {
    format!("node-{number:04}")
}

pub(crate) fn node_address(number: usize) -> String {
    format!("172.19.{}.{}", number / 256, number % 256)
}

fn is_uid(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(shape)
}

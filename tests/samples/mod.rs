//! Answers of a real API server of Kubernetes 1.36, as it sent them: `NAME.http` has request line, status and headers,
//! the file beside it the body.

#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::LazyLock;

static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let packed = include_bytes!("../data/api-samples.tar.zst");
    let mut archive = tar::Archive::new(zstd::Decoder::new(&packed[..]).unwrap());
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.header().entry_type().is_file() {
            let name = entry.path().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(name, bytes);
        }
    }
    files
});

/// A recorded exchange.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// What was asked for and how it was said, except who asked.
    pub(crate) asked: Vec<(String, String)>,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// One file of the recording.
pub(crate) fn file(name: &str) -> &'static [u8] {
    FILES.get(name).unwrap_or_else(|| panic!("there is no sample {name}"))
}

/// Every exchange, in the order of their names.
pub(crate) fn all() -> Vec<Sample> {
    let names = FILES.keys().filter_map(|name| name.strip_suffix(".http"));
    names.map(sample).collect()
}

/// One exchange.
pub(crate) fn sample(name: &str) -> Sample {
    let head = std::str::from_utf8(file(&format!("{name}.http"))).unwrap();
    let body =
        FILES.iter().find(|(file, _)| file.rsplit_once('.').is_some_and(|(stem, end)| stem == name && end != "http"));
    let sent: Vec<&str> = head.lines().filter_map(|line| line.strip_prefix("> ")).collect();
    let came: Vec<&str> = head.lines().filter_map(|line| line.strip_prefix("< ")).collect();
    let fields = |lines: &[&str]| -> Vec<(String, String)> {
        lines
            .iter()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(n, v)| (n.to_lowercase(), v.to_owned()))
            .collect()
    };
    let (method, path) = sent[0].split_once(' ').unwrap();
    Sample {
        name: name.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        asked: fields(&sent).into_iter().filter(|(name, _)| name != "authorization").collect(),
        status: came[0].rsplit(' ').next().unwrap().parse().unwrap(),
        headers: fields(&came),
        body: body.map(|(_, body)| body.clone()).unwrap_or_default(),
    }
}

impl Sample {
    /// The answer as it goes over the wire, in one piece.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let framing = ["content-length", "transfer-encoding", "connection"];
        let mut head = format!("HTTP/1.1 {} X\r\n", self.status);
        for (name, value) in self.headers.iter().filter(|(name, _)| !framing.contains(&name.as_str())) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        [head.as_bytes(), &self.body].concat()
    }
}

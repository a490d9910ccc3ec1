//! Archives as nobody's tool writes them.

use std::io::Write;

use tar::{EntryType, Header};

/// One entry with exactly this type, name, link and body, whatever the tar crate thinks of them.
pub(crate) fn entry(kind: EntryType, name: &str, link: &str, body: &[u8]) -> Vec<u8> {
    sized(kind, name, link, body, body.len() as u64)
}

/// A plain file.
pub(crate) fn file(name: &str, body: &[u8]) -> Vec<u8> {
    entry(EntryType::Regular, name, "", body)
}

/// As [`entry`], with a size that may be a lie.
pub(crate) fn sized(kind: EntryType, name: &str, link: &str, body: &[u8], size: u64) -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    let raw = header.as_old_mut();
    raw.name[..name.len()].copy_from_slice(name.as_bytes());
    raw.linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(body);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

/// A whole archive.
pub(crate) fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = entries.concat();
    out.resize(out.len() + 1024, 0);
    out
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

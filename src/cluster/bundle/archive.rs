//! Reads a tar archive, packed or not, into memory, entry by entry, and trusts nothing it says.
//!
//! Extension headers (GNU long names, PAX) are handled here and not by the tar crate, which would read them without a
//! limit. Two entries of one name are refused: which one a reader sees would depend on the reader.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use bytes::Bytes;
use tar::{Archive, Entry, EntryType, PaxExtensions};

use super::error::{Breach, BundleError, Refusal, printable};
use super::limits::{Limits, harmless_link};
use super::meter::{Meter, Tally};

/// The files of an archive by path, and the links that were passed over.
#[derive(Default)]
pub(super) struct Unpacked {
    pub(super) files: BTreeMap<String, Bytes>,
    pub(super) links: Vec<String>,
}

/// How an archive is packed, told by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// Reads the archive in `source`.
pub(super) fn unpack<'a>(source: impl Read + 'a, limits: &'a Limits) -> Result<Unpacked, BundleError> {
    let tally = Tally::default();
    let mut packed = BufReader::with_capacity(1 << 16, tally.packed(source));
    let damaged = |source| BundleError::Damaged { entry: START.to_owned(), source };
    let head = packed.fill_buf().map_err(damaged)?;
    if head.is_empty() {
        return Err(BundleError::not_a_bundle("the file is empty"));
    }
    let plain: Box<dyn Read + 'a> = match packing(head)? {
        Packing::None => Box::new(packed),
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed).map_err(damaged)?),
    };
    let mut archive = Archive::new(tally.unpacked(plain, limits));
    let mut unpacker =
        Unpacker { limits, out: Unpacked::default(), seen: 0, last: START.to_owned(), next: Next::default() };
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let entry = entry.map_err(|e| unpacker.failed(e))?;
        unpacker.entry(entry)?;
    }
    let ended_early = tally.ended();
    drain(archive.into_inner()).map_err(|e| unpacker.failed(e))?;
    if unpacker.seen == 0 {
        return Err(BundleError::not_a_bundle("the archive is empty"));
    }
    if ended_early || unpacker.next.pending() {
        return Err(unpacker.failed(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive has no end marker")));
    }
    Ok(unpacker.out)
}

fn packing(head: &[u8]) -> Result<Packing, BundleError> {
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Packing::Gzip);
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(Packing::Zstd);
    }
    if looks_like_tar(head) {
        return Ok(Packing::None);
    }
    if head.starts_with(b"PK") {
        return Err(BundleError::not_a_bundle("a zip file; unpack it and pass the folder"));
    }
    Err(BundleError::not_a_bundle("a file that is no tar, gzip or zstd archive"))
}

/// A tar block: its magic, its checksum, or the zeros of an empty archive.
fn looks_like_tar(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk::<512>() else { return false };
    if block.get(257..262) == Some(b"ustar".as_slice()) || block.iter().all(|byte| *byte == 0) {
        return true;
    }
    let sum: u32 =
        block.iter().enumerate().map(|(i, b)| if (148..156).contains(&i) { 32 } else { u32::from(*b) }).sum();
    tar::Header::from_byte_slice(block).cksum().is_ok_and(|told| told == sum)
}

/// Reads what follows the end marker, so that a cut or corrupt stream is noticed.
fn drain(mut rest: Meter<'_>) -> io::Result<()> {
    io::copy(&mut rest, &mut io::sink()).map(|_| ())
}

/// What extension headers said about the entry that follows them.
#[derive(Default)]
struct Next {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Next {
    fn pending(&self) -> bool {
        self.name.is_some() || self.link.is_some() || self.size.is_some()
    }
}

struct Unpacker<'a> {
    limits: &'a Limits,
    out: Unpacked,
    seen: usize,
    last: String,
    next: Next,
}

/// Stands for an entry where none was read yet.
const START: &str = "(the first)";

/// Bytes of one extension header: names are short.
const EXTENSION: u64 = 64 << 10;

impl Unpacker<'_> {
    fn entry<R: Read>(&mut self, mut entry: Entry<'_, R>) -> Result<(), BundleError> {
        self.seen += 1;
        if self.seen > self.limits.count {
            return Err(self.over(Breach::Count { limit: self.limits.count }));
        }
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_gnu_longlink() {
            return self.long_name(&mut entry, kind);
        }
        if kind.is_pax_local_extensions() || kind.is_pax_global_extensions() {
            return self.pax(&mut entry, kind);
        }
        let next = std::mem::take(&mut self.next);
        let raw = next.name.unwrap_or_else(|| entry.header().path_bytes().into_owned());
        self.last = printable(&raw);
        let size = entry.header().entry_size().map_err(|e| self.failed(e))?;
        if next.size.is_some_and(|told| told != size) {
            return Err(self.refused(Refusal::Disagreement { what: "size" }));
        }
        let path = self.limits.path(&raw).map_err(|refusal| self.refused(refusal))?;
        match kind {
            EntryType::Directory => Ok(()),
            EntryType::Regular if raw.ends_with(b"/") && size == 0 => Ok(()),
            EntryType::Regular if path.is_empty() => Err(self.refused(Refusal::OddName)),
            EntryType::Regular => self.file(path, &mut entry, size),
            EntryType::Symlink | EntryType::Link => {
                let target = next.link.or_else(|| entry.link_name_bytes().map(std::borrow::Cow::into_owned));
                self.link(path, kind, &target.unwrap_or_default())
            }
            other => Err(self.refused(Refusal::Special { what: describe(other) })),
        }
    }

    fn file<R: Read>(&mut self, path: String, entry: &mut Entry<'_, R>, size: u64) -> Result<(), BundleError> {
        if size > self.limits.entry {
            return Err(self.over(Breach::Entry { limit: self.limits.entry }));
        }
        let body = self.read(entry, size)?;
        if self.out.files.insert(path, Bytes::from(body)).is_some() {
            return Err(self.refused(Refusal::Duplicate));
        }
        Ok(())
    }

    fn link(&mut self, path: String, kind: EntryType, target: &[u8]) -> Result<(), BundleError> {
        if kind == EntryType::Symlink && harmless_link(&path, target) {
            self.out.links.push(path);
            return Ok(());
        }
        let kind = if kind == EntryType::Symlink { "symbolic" } else { "hard" };
        Err(self.refused(Refusal::Link { kind, target: printable(target) }))
    }

    fn long_name<R: Read>(&mut self, entry: &mut Entry<'_, R>, kind: EntryType) -> Result<(), BundleError> {
        let mut name = self.extension(entry)?;
        if name.last() == Some(&0) {
            name.pop();
        }
        let slot = if kind.is_gnu_longname() { &mut self.next.name } else { &mut self.next.link };
        if slot.replace(name).is_some() {
            return Err(self.refused(Refusal::Disagreement { what: "name" }));
        }
        Ok(())
    }

    fn pax<R: Read>(&mut self, entry: &mut Entry<'_, R>, kind: EntryType) -> Result<(), BundleError> {
        let body = self.extension(entry)?;
        for record in PaxExtensions::new(&body) {
            let record = record.map_err(|e| self.failed(e))?;
            let value = record.value_bytes();
            let taken = match record.key_bytes() {
                b"path" => self.next.name.replace(value.to_vec()).is_some(),
                b"linkpath" => self.next.link.replace(value.to_vec()).is_some(),
                b"size" => match std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()) {
                    Some(size) => self.next.size.replace(size).is_some(),
                    None => true,
                },
                key if key.starts_with(b"GNU.sparse.") => {
                    return Err(self.refused(Refusal::Special { what: "a sparse file" }));
                }
                _ => false,
            };
            if taken {
                return Err(self.refused(Refusal::Disagreement { what: "name or size" }));
            }
        }
        if kind.is_pax_global_extensions() && self.next.pending() {
            return Err(self.refused(Refusal::Disagreement { what: "name or size" }));
        }
        Ok(())
    }

    fn extension<R: Read>(&mut self, entry: &mut Entry<'_, R>) -> Result<Vec<u8>, BundleError> {
        let size = entry.header().entry_size().map_err(|e| self.failed(e))?;
        if size > EXTENSION {
            return Err(self.refused(Refusal::NameTooLong { limit: self.limits.name }));
        }
        self.read(entry, size)
    }

    fn read<R: Read>(&self, entry: &mut Entry<'_, R>, size: u64) -> Result<Vec<u8>, BundleError> {
        let mut body = Vec::with_capacity(usize::try_from(size.min(1 << 20)).unwrap_or_default());
        entry.take(size).read_to_end(&mut body).map_err(|e| self.failed(e))?;
        if body.len() as u64 != size {
            return Err(self.failed(io::Error::new(io::ErrorKind::UnexpectedEof, "the entry is cut short")));
        }
        Ok(body)
    }

    fn refused(&self, refusal: Refusal) -> BundleError {
        BundleError::Refused { entry: self.last.clone(), refusal }
    }

    fn over(&self, breach: Breach) -> BundleError {
        BundleError::OverLimit { entry: self.last.clone(), breach }
    }

    /// A failed read: one of our limits, or what the decoder said.
    fn failed(&self, error: io::Error) -> BundleError {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Breach>()) {
            Some(breach) => self.over(breach.clone()),
            None if self.seen == 0 && error.kind() != io::ErrorKind::UnexpectedEof => {
                BundleError::not_a_bundle(format!("what is packed in it is no tar archive: {error}"))
            }
            None => BundleError::Damaged { entry: self.last.clone(), source: error },
        }
    }
}

fn describe(kind: EntryType) -> &'static str {
    match kind {
        EntryType::Char => "a character device",
        EntryType::Block => "a block device",
        EntryType::Fifo => "a FIFO",
        EntryType::GNUSparse => "a sparse file",
        _ => "of an unknown type",
    }
}

//! What a bundle may cost at most, and which names its entries may have.

use super::error::Refusal;

/// What a bundle may cost at most. The defaults fit the largest support bundles seen and a laptop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all entries together, unpacked.
    pub total: u64,
    /// Bytes of one entry, unpacked.
    pub entry: u64,
    /// Entries, folders included.
    pub count: usize,
    /// Folders below each other.
    pub depth: usize,
    /// How many times an archive may expand, above [`Limits::ratio_floor`].
    pub ratio: u64,
    /// Unpacked bytes below which the ratio is not looked at: small text compresses well.
    pub ratio_floor: u64,
    /// Bytes of an entry's path.
    pub name: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: 2 << 30,
            entry: 1 << 30,
            count: 200_000,
            depth: 32,
            ratio: 200,
            ratio_floor: 64 << 20,
            name: 1024,
        }
    }
}

impl Limits {
    /// The path of an entry in its one spelling: relative, `/` between its parts, no `.`; empty for the root itself.
    pub(super) fn path(&self, raw: &[u8]) -> Result<String, Refusal> {
        if raw.len() > self.name {
            return Err(Refusal::NameTooLong { limit: self.name });
        }
        let name = std::str::from_utf8(raw).map_err(|_| Refusal::NotUtf8)?;
        if name.chars().any(|c| c.is_control() || c == '\\') {
            return Err(Refusal::OddName);
        }
        if name.starts_with('/') {
            return Err(Refusal::Absolute);
        }
        let mut path = String::with_capacity(name.len());
        let mut depth = 0;
        for part in name.split('/').filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." {
                return Err(Refusal::Parent);
            }
            if part.len() > LONGEST_PART {
                return Err(Refusal::NameTooLong { limit: LONGEST_PART });
            }
            if depth > 0 {
                path.push('/');
            }
            path.push_str(part);
            depth += 1;
        }
        if depth > self.depth {
            return Err(Refusal::TooDeep { limit: self.depth });
        }
        Ok(path)
    }
}

/// What file systems allow for one part of a path.
const LONGEST_PART: usize = 255;

/// Whether a symbolic link may be passed over instead of refusing the bundle: troubleshoot.sh links the logs of named
/// collectors to `cluster-resources/`. It must point, relatively, to a place inside the bundle and must not itself lie
/// where evidence is read. It is never followed.
pub(super) fn harmless_link(path: &str, target: &[u8]) -> bool {
    let Ok(target) = std::str::from_utf8(target) else { return false };
    if target.starts_with('/') || target.contains('\\') || path.split('/').any(|part| part == super::layout::ROOT) {
        return false;
    }
    let mut depth = path.split('/').count() - 1;
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return false,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    true
}

//! The files of a capture while it is made: a private folder beside the place where the bundle will be.
//!
//! Names come from the cluster, so every path is checked before anything is written.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use fs_err as fs;
use tempfile::TempDir;

/// Bytes of all files together; a bundle that is larger could not be opened again.
const TOTAL: u64 = 3 << 29;
/// Files, which a reader bounds too.
const COUNT: u64 = 150_000;
const LONGEST_PART: usize = 255;

/// A folder that is filled.
pub(super) struct Staging {
    folder: TempDir,
    pub(super) bytes: u64,
    pub(super) files: u64,
}

impl Staging {
    /// Begins in the folder that holds the output: from there a rename is enough.
    pub(super) fn beside(output: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(".sre-bundle-").tempdir_in(parent(output))?;
        Ok(Self { folder, bytes: 0, files: 0 })
    }

    /// Where the files are.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file that is not there yet. The error says why not, in words.
    pub(super) fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let place = self.place(path)?;
        if self.files >= COUNT || self.bytes.saturating_add(bytes.len() as u64) > TOTAL {
            return Err("the bundle is as large as one may be".to_owned());
        }
        let failed = |error: io::Error| format!("it could not be written: {error}");
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(place).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        self.bytes += bytes.len() as u64;
        self.files += 1;
        Ok(())
    }

    fn place(&self, path: &str) -> Result<PathBuf, String> {
        let fine = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.len() <= LONGEST_PART
                && !part.chars().any(|c| c.is_control() || matches!(c, '\\' | ':'))
        };
        if !path.split('/').all(fine) {
            return Err(format!("its name cannot be that of a file: {}", path.escape_debug()));
        }
        Ok(self.folder.path().join(path))
    }
}

/// The folder that a path is in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_cluster_never_leads_out_of_the_folder() {
        let dir = TempDir::new().unwrap();
        let mut staging = Staging::beside(&dir.path().join("out")).unwrap();
        for path in ["../x", "a/../../x", "/etc/x", "a//b", "a/.", "a\\b", "a/\u{1b}b", "C:x", ""] {
            assert!(staging.write(path, b"x").is_err(), "{path}");
        }
        assert!(staging.write("a/b.json", b"x").is_ok());
        assert!(staging.write("a/b.json", b"y").is_err(), "two objects of one name do not overwrite each other");
        assert_eq!((staging.files, staging.bytes), (1, 1));
    }
}

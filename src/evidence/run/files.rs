//! Files of a run: private to the user, written whole or not at all, read up to a bound.

use std::io::{self, Read, Write};
use std::path::Path;

use fs_err as fs;

use super::RunError;

/// Creates a directory and its parents, as far as they are missing; what is new is the user's alone.
pub(super) fn create_dir(path: &Path) -> io::Result<()> {
    build_dir(path, true)
}

/// Creates a directory that must not be there yet.
pub(super) fn create_new_dir(path: &Path) -> io::Result<()> {
    build_dir(path, false)
}

fn build_dir(path: &Path, recursive: bool) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(recursive);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|e| io::Error::new(e.kind(), format!("cannot create {}: {e}", path.display())))
}

/// Writes a file under a temporary name beside it, then gives it its name: a reader sees all of it or none.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let written = private(fs::OpenOptions::new().write(true).create(true).truncate(true))
        .open(&temporary)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Opens a new file for line after line.
pub(super) fn create_log(path: &Path) -> io::Result<fs::File> {
    private(fs::OpenOptions::new().append(true).create(true)).open(path)
}

/// Reads a file that should be smaller than `limit`. An absent one is `None`.
pub(super) fn read_bounded(dir: &Path, name: &str, limit: u64) -> Result<Option<Vec<u8>>, RunError> {
    let path = dir.join(name);
    let file = match fs::File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if !file.metadata()?.is_file() {
        return Err(RunError::Corrupt { path: dir.to_owned(), why: format!("{name} is not a file") });
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(RunError::Corrupt { path: dir.to_owned(), why: format!("{name} is larger than {limit} bytes") });
    }
    Ok(Some(bytes))
}

fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

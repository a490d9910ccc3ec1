//! Files that the user names, read with a bound.

use std::io::Read as _;
use std::path::Path;

use fs_err as fs;

use crate::error::{Error, Result};

/// The text of a file of at most so many bytes; `what` is what the file is called in an error.
pub(super) fn read_text(path: &Path, limit: u64, what: &str) -> Result<String> {
    let unread = || Error::usage(format!("{what} cannot be read"));
    let mut text = String::new();
    let file = fs::File::open(path).map_err(|error| unread().caused_by(error))?;
    let read = file.take(limit + 1).read_to_string(&mut text).map_err(|error| unread().caused_by(error))?;
    if read as u64 > limit {
        return Err(Error::usage(format!("{what} is larger than {} MiB", limit >> 20)));
    }
    Ok(text)
}

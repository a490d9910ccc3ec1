//! The form in which a capture is left: a folder, or an archive that is the same for the same files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use fs_err as fs;
use jiff::Timestamp;
use tempfile::NamedTempFile;

use super::staging::{self, Staging};
use crate::error::{Error, Result};

const ZSTD_LEVEL: i32 = 9;

/// How a bundle is packed, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A folder.
    Folder,
    /// `.tar`.
    Tar,
    /// `.tar.gz`, `.tgz`.
    TarGz,
    /// `.tar.zst`, `.tzst`.
    TarZst,
}

impl Form {
    /// The form that a name asks for; an archive that we cannot make is an error.
    pub fn of(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".tar.zst", ".tzst"]) {
            Ok(Self::TarZst)
        } else if ends(&[".tar.gz", ".tgz"]) {
            Ok(Self::TarGz)
        } else if ends(&[".tar"]) {
            Ok(Self::Tar)
        } else if ends(&[".zip", ".gz", ".zst", ".xz", ".bz2", ".7z", ".json"]) {
            let message = format!("a bundle cannot be written as {}", path.display());
            Err(Error::usage(message).hint("name a file `.tar.zst` or `.tar.gz`, or a folder"))
        } else if name.is_empty() {
            Err(Error::usage(format!("{} is no name for a bundle", path.display())))
        } else {
            Ok(Self::Folder)
        }
    }
}

/// Refuses an output that is there already and may not be replaced.
pub(super) fn check(output: &Path, force: bool) -> Result<()> {
    let Ok(meta) = fs::symlink_metadata(output) else { return Ok(()) };
    let exists = |hint: &str| Err(Error::usage(format!("{} exists already", output.display())).hint(hint));
    match Form::of(output)? {
        _ if !force => exists("`--force` replaces it"),
        Form::Folder if meta.is_dir() && output.join("bundle.json").is_file() => Ok(()),
        Form::Folder => exists("only a bundle is replaced by one"),
        _ if meta.is_file() => Ok(()),
        _ => exists("it is no file"),
    }
}

/// Gives the files their place, all at once.
pub(super) fn finish(staging: &Staging, output: &Path, force: bool, at: Timestamp) -> Result<()> {
    let failed = |error: io::Error| Error::internal(format!("cannot write {}", output.display())).caused_by(error);
    let form = Form::of(output)?;
    if form == Form::Folder {
        return folder(staging, output).map_err(failed);
    }
    let mut file = NamedTempFile::new_in(staging::parent(output)).map_err(failed)?;
    pack(staging.path(), &root(output), form, at, &mut file).map_err(failed)?;
    let placed = if force { file.persist(output) } else { file.persist_noclobber(output) };
    placed.map(drop).map_err(|error| failed(error.error))
}

/// A folder takes the place of one that may be replaced, see [`check`].
fn folder(staging: &Staging, output: &Path) -> io::Result<()> {
    let old = staging.path().with_extension("old");
    let replaced = fs::symlink_metadata(output).is_ok();
    if replaced {
        fs::rename(output, &old)?;
    }
    // The staging folder itself is removed with its guard, so what is in it moves.
    let made = fs::create_dir(output).and_then(|()| {
        for entry in fs::read_dir(staging.path())? {
            let entry = entry?;
            fs::rename(entry.path(), output.join(entry.file_name()))?;
        }
        Ok(())
    });
    if replaced {
        fs::remove_dir_all(&old)?;
    }
    made
}

/// The folder inside of an archive: its name without the endings.
fn root(output: &Path) -> String {
    let name = output.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let endings = [".tar.zst", ".tar.gz", ".tzst", ".tgz", ".tar"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).filter(|stem| !stem.is_empty());
    let clean = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    stem.unwrap_or("bundle").chars().map(clean).collect::<String>().trim_start_matches('.').to_owned()
}

fn pack(from: &Path, root: &str, form: Form, at: Timestamp, out: &mut impl Write) -> io::Result<()> {
    match form {
        Form::TarZst => {
            let mut packed = zstd::stream::write::Encoder::new(out, ZSTD_LEVEL)?;
            tar(from, root, at, &mut packed)?;
            packed.finish().map(drop)
        }
        Form::TarGz => {
            let mut packed = GzEncoder::new(out, flate2::Compression::default());
            tar(from, root, at, &mut packed)?;
            packed.finish().map(drop)
        }
        Form::Tar | Form::Folder => tar(from, root, at, out),
    }
}

/// Entries in the order of their names, of nobody, with one time.
fn tar(from: &Path, root: &str, at: Timestamp, out: &mut impl Write) -> io::Result<()> {
    let mut archive = tar::Builder::new(out);
    let root = if root.is_empty() { "bundle" } else { root };
    for file in files(from)? {
        let name = file.strip_prefix(from).unwrap_or(&file);
        let body = fs::File::open(&file)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(body.metadata()?.len());
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(u64::try_from(at.as_second()).unwrap_or(0));
        archive.append_data(&mut header, Path::new(root).join(name), body)?;
    }
    archive.into_inner()?.flush()
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let place = if entry.file_type()?.is_dir() { &mut open } else { &mut found };
            place.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

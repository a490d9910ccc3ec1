//! What needs no cluster: the configuration, and the place where runs are kept.

use std::path::{Path, PathBuf};

use fs_err as fs;

use super::model::{Area, Check};
use crate::config::{Config, Entry, Origin};
use crate::error::Error;

/// The configuration, and what in it is not the default.
pub fn config(config: &Config, file: Option<&PathBuf>) -> Check {
    let default = Origin::Default.to_string();
    let shown = |entry: &Entry| {
        let value = entry.value.as_deref().unwrap_or("-");
        format!("{} = {value} (from {})", entry.key, entry.origin)
    };
    let changed = config.entries().iter().filter(|entry| entry.origin != default).map(shown).collect::<Vec<_>>();
    let what = match file.filter(|file| file.exists()) {
        Some(file) => format!("the config file {} is in order", file.display()),
        None => "there is no config file, so the defaults hold".to_owned(),
    };
    Check::ok(Area::Config, what).list(changed)
}

/// A configuration that cannot be used.
pub fn broken_config(error: &Error) -> Check {
    Check::of_error(Area::Config, error)
}

/// Whether runs can be kept, tried with a file that is removed again.
pub fn runs(folder: Option<&Path>) -> Check {
    const FOLLOWS: &str = "answers come all the same, but `sre evidence` and `sre runs` have nothing to show";
    let Some(folder) = folder else {
        return Check::warning(Area::Runs, "this platform has no place for runs")
            .because(FOLLOWS)
            .advise("name one with SRE_RUNS_DIR or `runs.dir` in the config file");
    };
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let tried = fs::create_dir_all(folder).and_then(|()| fs::write(&probe, "")).and_then(|()| fs::remove_file(&probe));
    match tried {
        Ok(()) => Check::ok(Area::Runs, format!("runs are kept in {}", folder.display())),
        Err(error) => Check::warning(Area::Runs, format!("runs cannot be kept: {error}"))
            .because(FOLLOWS)
            .advise("name another folder with SRE_RUNS_DIR or `runs.dir` in the config file"),
    }
}

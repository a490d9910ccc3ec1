//! Where the platform keeps a program's files.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

/// The places of this user on this platform; none where there is no home directory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// The config file, e.g. `~/.config/sre/config.toml`.
    pub config_file: Option<PathBuf>,
    /// The folder of the runs, e.g. `~/.local/share/sre/runs`.
    pub runs: Option<PathBuf>,
    /// The folder of what may be forgotten, e.g. `~/.cache/sre`.
    pub cache: Option<PathBuf>,
    /// The home directory, for `~/`.
    pub home: Option<PathBuf>,
}

impl Places {
    /// The places of the user who runs the program.
    pub fn of_user() -> Self {
        let project = ProjectDirs::from("", "", "sre");
        Self {
            config_file: project.as_ref().map(|dirs| dirs.config_dir().join("config.toml")),
            runs: project.as_ref().map(|dirs| dirs.data_dir().join("runs")),
            cache: project.as_ref().map(|dirs| dirs.cache_dir().to_owned()),
            home: BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()),
        }
    }

    /// A path as a config file writes it: `~/` is the home directory, a relative one starts at the file's folder.
    pub(super) fn resolve(&self, path: &Path, folder: Option<&Path>) -> PathBuf {
        match (path.strip_prefix("~"), &self.home, folder) {
            (Ok(rest), Some(home), _) => home.join(rest),
            (_, _, Some(folder)) => folder.join(path),
            _ => path.to_owned(),
        }
    }
}

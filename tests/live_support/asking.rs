//! Questions to a live cluster, with a kubeconfig in the usual place.

use std::fs;

use crate::cli_support::{Ended, Home};

/// Asks with this kubeconfig in the usual place.
pub(crate) fn ask(home: &Home, kubeconfig: &str, arguments: &[&str]) -> Ended {
    let folder = home.dir.path().join(".kube");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config"), kubeconfig).unwrap();
    ask_there(home, arguments)
}

pub(crate) fn ask_there(home: &Home, arguments: &[&str]) -> Ended {
    let all = [&["ask", "-q"], arguments, &["what is wrong?"]].concat();
    home.sre(&all).env("SRE_LIMITS_READ_TIMEOUT", "1s").output().unwrap().into()
}

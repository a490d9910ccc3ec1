//! Kubeconfig files: found, read, merged, and one context of them chosen.
//!
//! What is named and cannot be used is an error that says which file and what. Nothing here falls back to another
//! cluster than the one that was meant.

use std::path::{Path, PathBuf};

use kube::config::{AuthInfo, Cluster, Context, ExecInteractiveMode, KubeConfigOptions, Kubeconfig, KubeconfigError};

use crate::cluster::credential::Credential;
use crate::config::{Places, env};
use crate::error::{Error, Result};

/// Contexts that a hint names.
const NAMED: usize = 20;
/// From here on a name is another's with a slip.
const SIMILAR: f64 = 0.8;

/// A context that was chosen.
pub struct Chosen {
    /// How to reach its cluster.
    pub config: kube::Config,
    /// Its name.
    pub context: String,
    /// Who we are there.
    pub credential: Credential,
}

/// The kubeconfig files that are meant, merged. None where nobody named one and there is none at the usual place.
pub fn read(named: Option<&Path>) -> Result<Option<(Kubeconfig, String)>> {
    if let Some(path) = named {
        let config = read_file(path)?;
        if config.contexts.is_empty() {
            // A file that was named is what is meant; the cluster around us is not.
            return Err(Error::source(format!("the kubeconfig {} names no context", path.display())));
        }
        return Ok(Some((config, path.display().to_string())));
    }
    if let Some(paths) = env::kubeconfig_files() {
        return merged(&paths).map(Some);
    }
    let usual = Places::of_user().home.map(|home| home.join(".kube").join("config"));
    match usual.filter(|path| path.exists()) {
        Some(path) => {
            let config = read_file(&path)?;
            let empty = config.contexts.is_empty() && config.current_context.as_deref().unwrap_or_default().is_empty();
            Ok((!empty).then(|| (config, path.display().to_string())))
        }
        None => Ok(None),
    }
}

/// The files of `KUBECONFIG`. As kubectl has it, the first that says something is right, and a file that is not there
/// is passed over as long as another one is.
fn merged(paths: &[PathBuf]) -> Result<(Kubeconfig, String)> {
    let all = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let mut sum: Option<Kubeconfig> = None;
    for path in paths.iter().filter(|path| path.exists()) {
        let next = read_file(path)?;
        sum = Some(match sum {
            None => next,
            Some(sum) => sum.merge(next).map_err(|error| unreadable(path, &error))?,
        });
    }
    match sum {
        None => Err(Error::source(format!("KUBECONFIG names {all}, and there is no such file"))),
        Some(config) if config.contexts.is_empty() => {
            Err(Error::source(format!("the kubeconfig {all} names no context")))
        }
        Some(config) => Ok((config, all)),
    }
}

fn read_file(path: &Path) -> Result<Kubeconfig> {
    Kubeconfig::read_from(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &KubeconfigError) -> Error {
    let place = path.display();
    match error {
        KubeconfigError::ReadConfig(why, _) => Error::source(format!("cannot read the kubeconfig {place}: {why}")),
        KubeconfigError::Parse(why) => {
            // The parser quotes the lines around a mistake, and they may hold a token. The place is enough.
            let at =
                why.location().map(|at| format!(" in line {}, column {}", at.line(), at.column())).unwrap_or_default();
            Error::source(format!("the kubeconfig {place} is not one: it cannot be parsed{at}"))
                .hint("`kubectl config view` reads the same file")
        }
        other => Error::source(format!("the kubeconfig {place} cannot be used: {other}")),
    }
}

/// Chooses a context: the one that is named, else the current one.
pub async fn choose(kubeconfig: Kubeconfig, place: &str, named: Option<&str>) -> Result<Chosen> {
    let name = name_of(&kubeconfig, place, named)?;
    let context = kubeconfig.contexts.iter().find(|c| c.name == name).and_then(|c| c.context.clone());
    let context = context.ok_or_else(|| Error::source(format!("the context `{name}` of {place} is empty")))?;
    let cluster = cluster_of(&kubeconfig, &name, &context, place)?;
    let user = user_of(&kubeconfig, &name, &context, place)?;
    check_files(&name, &cluster, &user)?;
    let credential = Credential::of(&user);
    if let Credential::Plugin { command, .. } = &credential
        && user.exec.as_ref().is_some_and(|exec| exec.interactive_mode == Some(ExecInteractiveMode::Always))
    {
        return Err(Error::source(format!("the credential plugin `{command}` always wants a terminal"))
            .hint("questions are answered without one; use a context whose plugin can do without"));
    }
    let options = KubeConfigOptions { context: Some(name.clone()), ..KubeConfigOptions::default() };
    let mut config = kube::Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|error| Error::source(format!("the context `{name}` of {place} cannot be used: {error}")))?;
    if let Some(exec) = &mut config.auth_info.exec {
        // A plugin that may ask is told not to: nobody sits there, and what it says belongs into our message.
        exec.interactive_mode = Some(ExecInteractiveMode::Never);
    }
    Ok(Chosen { config, context: name, credential })
}

fn name_of(kubeconfig: &Kubeconfig, place: &str, named: Option<&str>) -> Result<String> {
    let current = kubeconfig.current_context.as_deref().filter(|name| !name.is_empty());
    let known: Vec<&str> = kubeconfig.contexts.iter().map(|context| context.name.as_str()).collect();
    let Some(name) = named.or(current) else {
        return Err(Error::source(format!("the kubeconfig {place} has no current context"))
            .hint(format!("name one with --context: {}", listed(&known))));
    };
    if known.contains(&name) {
        return Ok(name.to_owned());
    }
    let what = if named.is_some() { "no context" } else { "a current context that is not in it:" };
    let error = Error::source(format!("the kubeconfig {place} has {what} `{name}`"));
    let likeness = |other: &str| strsim::jaro_winkler(name, other);
    let nearest = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let error = match nearest.filter(|other| likeness(other) >= SIMILAR) {
        Some(other) => error.hint(format!("did you mean `{other}`?")),
        None => error,
    };
    Err(if known.is_empty() { error } else { error.hint(format!("its contexts are {}", listed(&known))) })
}

fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED { format!("{shown} and {} more", names.len() - NAMED) } else { shown }
}

fn cluster_of(kubeconfig: &Kubeconfig, name: &str, context: &Context, place: &str) -> Result<Cluster> {
    let cluster = kubeconfig.clusters.iter().find(|c| c.name == context.cluster).and_then(|c| c.cluster.clone());
    let wanted = &context.cluster;
    let Some(cluster) = cluster else {
        return Err(Error::source(format!("the context `{name}` is of the cluster `{wanted}`, which {place} lacks")));
    };
    if cluster.server.as_deref().unwrap_or_default().is_empty() {
        return Err(Error::source(format!("the cluster `{wanted}` of {place} has no `server`")));
    }
    Ok(cluster)
}

fn user_of(kubeconfig: &Kubeconfig, name: &str, context: &Context, place: &str) -> Result<AuthInfo> {
    let Some(wanted) = context.user.as_deref().filter(|user| !user.is_empty()) else {
        return Ok(AuthInfo::default());
    };
    match kubeconfig.auth_infos.iter().find(|user| user.name == wanted) {
        Some(user) => Ok(user.auth_info.clone().unwrap_or_default()),
        None => Err(Error::source(format!("the context `{name}` is for the user `{wanted}`, whom {place} lacks"))),
    }
}

/// Files that a context names have to be there; the client would only say that one of them is not.
fn check_files(name: &str, cluster: &Cluster, user: &AuthInfo) -> Result<()> {
    let unless = |data: bool, file: &Option<String>| file.clone().filter(|_| !data);
    let files = [
        ("certificate-authority", unless(cluster.certificate_authority_data.is_some(), &cluster.certificate_authority)),
        ("client-certificate", unless(user.client_certificate_data.is_some(), &user.client_certificate)),
        ("client-key", unless(user.client_key_data.is_some(), &user.client_key)),
        ("tokenFile", unless(user.token.is_some(), &user.token_file)),
    ];
    for (field, file) in files {
        let Some(file) = file else { continue };
        fs_err::File::open(&file).map(drop).map_err(|error| {
            Error::source(format!("the context `{name}` names a file as its {field} that cannot be read"))
                .caused_by(error)
        })?;
    }
    Ok(())
}

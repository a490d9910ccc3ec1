//! A live cluster: kubeconfig, else in-cluster, else a clear error that names the ways to point the program somewhere.

use std::path::Path;

use kube::Config;
use kube::config::{KubeConfigOptions, Kubeconfig};

use crate::clock::Clock;
use crate::cluster::open::Opened;
use crate::error::{Error, Result};
use crate::transport::audit::Audit;
use crate::transport::kubernetes;

/// Opens the cluster of a context.
pub async fn open(context: Option<&str>, kubeconfig: Option<&Path>, clock: Clock, audit: &Audit) -> Result<Opened> {
    let (config, context) = configure(context, kubeconfig).await?;
    let server = config.cluster_url.to_string();
    let default_namespace = Some(config.default_namespace.clone());
    let label = context.as_ref().map_or_else(|| "in-cluster".to_owned(), |context| format!("context:{context}"));
    let client = kubernetes::live(config, audit)?;
    Ok(Opened {
        client,
        label,
        server: Some(server),
        context,
        default_namespace,
        now: clock.now(),
        problems: Vec::new(),
    })
}

async fn configure(context: Option<&str>, path: Option<&Path>) -> Result<(Config, Option<String>)> {
    let read = match path {
        Some(path) => Kubeconfig::read_from(path)
            .map_err(|error| Error::source(format!("cannot read the kubeconfig {}", path.display())).caused_by(error))
            .map(Some)?,
        None => Kubeconfig::read().ok(),
    };
    if let (Some(path), Some(kubeconfig)) = (path, &read)
        && kubeconfig.contexts.is_empty()
    {
        // A file that was named is what is meant; the cluster around us is not.
        return Err(Error::source(format!("the kubeconfig {} names no context", path.display())));
    }
    let Some(kubeconfig) = read.filter(|config| !config.contexts.is_empty()) else {
        return in_cluster(context);
    };
    let known: Vec<String> = kubeconfig.contexts.iter().map(|context| context.name.clone()).collect();
    let Some(name) =
        context.map(str::to_owned).or_else(|| kubeconfig.current_context.clone().filter(|c| !c.is_empty()))
    else {
        return Err(Error::source("the kubeconfig has no current context")
            .hint(format!("name one with --context: {}", known.join(", "))));
    };
    if !known.contains(&name) {
        return Err(Error::source(format!("the kubeconfig has no context `{name}`"))
            .hint(format!("its contexts are {}", known.join(", "))));
    }
    let options = KubeConfigOptions { context: Some(name.clone()), ..KubeConfigOptions::default() };
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|error| Error::source(format!("the context `{name}` cannot be used")).caused_by(error))?;
    Ok((config, Some(name)))
}

fn in_cluster(context: Option<&str>) -> Result<(Config, Option<String>)> {
    if let Some(name) = context {
        return Err(Error::source(format!("there is no kubeconfig with a context `{name}`"))
            .hint("name a kubeconfig with --kubeconfig or KUBECONFIG"));
    }
    // Why it is not inside of a cluster is known: nobody mounted an account into it.
    let config = Config::incluster().map_err(|_| {
        Error::source("there is nothing to investigate: no kubeconfig, and not inside of a cluster")
            .hint("point at a cluster with --context or --kubeconfig, at a recording with --bundle PATH, or try --demo")
    })?;
    Ok((config, None))
}

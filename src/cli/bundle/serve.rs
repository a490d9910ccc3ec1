//! `sre bundle serve`: a bundle as an API server that kubectl can ask.

use std::io::{ErrorKind, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use fs_err as fs;

use super::path;
use crate::cli::context::Context;
use crate::cli::runtime;
use crate::cluster::bundle::{self, Limits, Served, Store};
use crate::cluster::demo;
use crate::error::{Error, Result};
use crate::transport::serve::{Bounds, Server};

/// The first line of a kubeconfig of ours, which we may therefore replace.
const MARK: &str = "# Written by `sre bundle serve`, which answers while it runs.\n";

#[derive(Debug, Args)]
#[command(
    after_help = "The kubeconfig on standard output, or in the file, has one context, `bundle`. Nothing can be changed \
through it.\n\nExamples:\n  sre bundle serve incident.tar.gz --write-kubeconfig /tmp/bundle.yaml &\n  \
kubectl --kubeconfig /tmp/bundle.yaml get pods -A\n  sre ask --kubeconfig /tmp/bundle.yaml \"why is shop down?\""
)]
pub(super) struct ServeArgs {
    /// The bundle: a directory or an archive; `--bundle PATH` means the same
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0", value_parser = address)]
    listen: SocketAddr,
    /// Write the kubeconfig to this file, readable by you alone, instead of standard output
    #[arg(long, value_name = "FILE")]
    write_kubeconfig: Option<PathBuf>,
}

pub(super) fn run(args: &ServeArgs, context: &Context) -> Result<ExitCode> {
    let store = open(args, context)?;
    if let Some(file) = &args.write_kubeconfig {
        check_replaceable(file)?;
    }
    runtime::block_on_to_the_end(async {
        let server = Server::bind(args.listen, Bounds::default()).await?;
        let stop = runtime::told_to_stop()?;
        // It reads what it must know of the bundle before it says that it is there.
        let served = Served::new(store.clone());
        announce(&server, &store, args, context)?;
        server.run(served, stop).await;
        Ok(ExitCode::SUCCESS)
    })
}

fn open(args: &ServeArgs, context: &Context) -> Result<Store> {
    let named = &context.args.source.demo;
    if let (None, None, Some(demo)) = (&args.path, &context.args.source.bundle, named.as_deref().map(demo::find)) {
        let demo = demo.ok_or_else(|| Error::usage("there is no such demo").hint("`sre demo list` lists them"))?;
        return Ok(demo::open(demo)?);
    }
    let path = path(args.path.as_ref(), context, "sre bundle serve incident.tar.gz")?;
    Ok(bundle::open(&path, &Limits::default())?)
}

/// Says where the server is, once it is there.
fn announce(server: &Server, store: &Store, args: &ServeArgs, context: &Context) -> Result<()> {
    let listening = server.address();
    let reached = SocketAddr::new(reachable(listening.ip()), listening.port());
    let kubeconfig = kubeconfig(reached, context.args.source.namespace.as_deref());
    let printer = context.printer();
    if !listening.ip().is_loopback() {
        printer.warn(&format!("whoever can reach {listening} can read the bundle: there is no password"));
    }
    let serving = format!("serving {} at http://{reached}, Ctrl-C ends it", store.label());
    if let Some(file) = &args.write_kubeconfig {
        write(file, &kubeconfig)?;
        printer.note(&serving);
        printer.note(&format!("for example: kubectl --kubeconfig {} get pods -A", file.display()));
        return Ok(());
    }
    printer.note(&serving);
    context.print(&kubeconfig)
}

/// The address by which this machine reaches itself.
fn reachable(listening: IpAddr) -> IpAddr {
    match listening {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    }
}

/// What kubectl needs to know. A namespace is a DNS label or nothing: it is put between quotes as it is.
fn kubeconfig(address: SocketAddr, namespace: Option<&str>) -> String {
    let namespace = namespace.filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    let namespace = namespace.map(|name| format!("    namespace: '{name}'\n")).unwrap_or_default();
    format!(
        "{MARK}apiVersion: v1\nkind: Config\ncurrent-context: bundle\ncontexts:\n- name: bundle\n  context:\n    \
         cluster: bundle\n    user: bundle\n{namespace}clusters:\n- name: bundle\n  cluster:\n    \
         server: http://{address}\nusers:\n- name: bundle\n  user: {{}}\n"
    )
}

/// Somebody else's kubeconfig holds credentials that must not be lost.
fn check_replaceable(file: &Path) -> Result<()> {
    match fs::read(file) {
        Ok(found) if found.starts_with(MARK.as_bytes()) => Ok(()),
        Ok(_) => {
            let error = Error::usage(format!("{} exists already and is not of `sre bundle serve`", file.display()));
            Err(error.hint("name a file that does not exist yet"))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Whole or not at all: whoever waits for the file finds it complete. A temporary file is its owner's alone.
fn write(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| Error::internal(format!("cannot write {}", file.display())).caused_by(error);
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    temporary.write_all(text.as_bytes()).map_err(failed)?;
    temporary.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let wrong = |_| "an IP address and a port, for example 127.0.0.1:8001 or [::1]:8001".to_owned();
    local.as_deref().unwrap_or(text).parse().map_err(wrong)
}

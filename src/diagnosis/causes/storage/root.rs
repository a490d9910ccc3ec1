//! A program that writes below its own root file system, which its pod tells the runtime to mount read-only.
//!
//! What lies below a mount is another cause's: see [`super::mounted`].

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Finding, Sign};
use crate::diagnosis::causes::storage::{catalogue, mounted};
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::objects::container::Container;

/// Where the pod asks for it.
const FIELD: &str = "/securityContext/readOnlyRootFilesystem";

/// `ReadOnlyRootFilesystem`.
pub fn read_only(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = case.containers(|_, _, container| {
        let field = container.spec.at(FIELD).filter(|field| field.bool() == Some(true))?;
        let refused = mounted::below_root(container)?;
        let sign = Sign::new(format!("\"{}\"", refused.text), "what the process says", Some(refused.fact));
        Some(sign.strong("the root file system is read-only", Some(field.spec())))
    });
    findings.iter().filter_map(conclude).collect()
}

fn conclude(finding: &Finding<'_, '_>) -> Option<Hypothesis> {
    let (_, container, _) = finding.pods.first()?;
    let path = mounted::below_root(container)?.path;
    let folder = folder_of(&path);
    let text = format!(
        "Container {} of {} {} may not write {path}: readOnlyRootFilesystem is true, and no volume is mounted there; {}.",
        container.name,
        finding.app.key.kind,
        finding.app.key.name,
        finding.extent()
    );
    let hypothesis = finding.hypothesis(&catalogue::READ_ONLY_ROOT_FILESYSTEM, text);
    let line = format!("{} edit {}", advice::kubectl(&finding.app.key), advice::kubectl_name(&finding.app.key));
    let fix = format!(
        "Mount an emptyDir volume at {folder} in container {}, or have the program write elsewhere. It may want more such folders: each run names only the first.",
        container.name
    );
    Some(hypothesis.blames(Some(container.name), FIELD, "readOnlyRootFilesystem").advise(advice::edit(
        finding.app,
        &fix,
        Some(line),
        diff(finding, container, folder),
    )))
}

/// A scratch volume at the folder.
fn diff(finding: &Finding<'_, '_>, container: &Container<'_>, folder: &str) -> Option<String> {
    let head = format!("spec:\n  template:\n    spec:\n      containers:\n      - name: {}\n", container.name);
    let wanted = format!(
        "{head}        volumeMounts:\n        - name: scratch\n          mountPath: {folder}\n      volumes:\n      - name: scratch\n        emptyDir: {{}}\n"
    );
    advice::diff(&finding.app.key, &head, &wanted)
}

/// The folder that a path lies in; a folder directly below the root stands for itself.
fn folder_of(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((folder, _)) if !folder.is_empty() => folder,
        _ => path,
    }
}

//! Every tool, in the order in which they are listed.

use super::find::nearest;
use super::{Tool, ToolError, Wrong, engine, kubernetes, reading};

/// Every tool.
pub fn all() -> Vec<&'static dyn Tool> {
    [kubernetes::TOOLS, engine::TOOLS, reading::TOOLS].into_iter().flatten().copied().collect()
}

/// The tool of this name.
pub fn find(name: &str) -> Result<&'static dyn Tool, ToolError> {
    let all = all();
    if let Some(tool) = all.iter().find(|tool| tool.name() == name) {
        return Ok(*tool);
    }
    let near = nearest(name, all.iter().map(|tool| tool.name()));
    let right = if near.is_empty() {
        let names: Vec<&str> = all.iter().map(|tool| tool.name()).collect();
        format!("the tools are {}", names.join(", "))
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    Err(Wrong::new("there is no such tool", right).of(name))
}

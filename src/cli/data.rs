//! Lists and objects, for a person or for a program.

use serde::Serialize;

use super::context::{Context, refuse_scan_only};
use crate::config::{Origin, Output};
use crate::error::{Error, Result};
use crate::report::{json, printable, yaml};

/// A value as the configured format wants it; `text` is its form for a person.
pub(super) fn printed<T: Serialize + ?Sized>(
    context: &Context,
    value: &T,
    text: impl FnOnce() -> String,
) -> Result<String> {
    let output = &context.config()?.output;
    refuse_scan_only(output)?;
    match output.value {
        Output::Json => json::to_json(value),
        Output::Yaml => yaml::to_yaml(value),
        Output::Markdown if matches!(output.origin, Origin::Flag(_)) => {
            Err(Error::usage("only reports are printed as Markdown").hint("use `-o text`, `-o json` or `-o yaml`"))
        }
        Output::Text | Output::Markdown | Output::Sarif | Output::Junit => Ok(text()),
    }
}

/// Rows under a heading, in columns as wide as they need to be.
pub(super) struct Table<const N: usize>(Vec<[String; N]>);

impl<const N: usize> Table<N> {
    pub(super) fn new(heading: [&str; N]) -> Self {
        Self(vec![heading.map(str::to_owned)])
    }

    /// Rows without a heading.
    pub(super) fn bare() -> Self {
        Self(Vec::new())
    }

    /// Adds a row. Cells are made safe to print.
    pub(super) fn row<S: AsRef<str>>(&mut self, cells: [S; N]) {
        self.0.push(cells.map(|cell| printable(cell.as_ref())));
    }

    /// The table; lines are cut at `width`, if there is one.
    pub(super) fn render(&self, width: Option<usize>) -> String {
        let mut widths = [0; N];
        for row in &self.0 {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(cells(cell));
            }
        }
        let mut text = String::new();
        for row in &self.0 {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width - cells(cell) + 2));
            }
            text.push_str(&cut(line.trim_end(), width));
            text.push('\n');
        }
        text
    }
}

fn cells(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

fn cut(line: &str, width: Option<usize>) -> String {
    let Some(width) = width.filter(|width| cells(line) > *width) else { return line.to_owned() };
    let mut kept = String::new();
    for c in line.chars() {
        kept.push(c);
        if cells(&kept) >= width {
            kept.pop();
            break;
        }
    }
    kept.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_and_lines_fit() {
        let mut table = Table::new(["NAME", "WHY"]);
        table.row(["a-long-name", "because of \u{1b}[31mthis\u{1b}[0m"]);
        table.row(["日本", "x"]);
        assert_eq!(table.render(None), "NAME         WHY\na-long-name  because of this\n日本         x\n");
        assert_eq!(table.render(Some(16)), "NAME         WHY\na-long-name  be…\n日本         x\n");
    }
}

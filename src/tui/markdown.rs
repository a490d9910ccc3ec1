//! Markdown as styled lines, also while it is still coming: what is not closed yet is drawn as far as it goes.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use ratatui_core::style::{Modifier, Style};
use ratatui_core::text::{Line, Span};

use super::look::{Look, Sign, Tone};
use super::view::wrapped;
use crate::report::{printable, printable_lines};

/// The lines of a text in so many columns.
pub(super) fn lines(text: &str, width: usize, look: Look) -> Vec<Line<'static>> {
    let mut page = Page { look, width, ..Page::default() };
    // First of all, as a whole: the parser may cut an escape sequence in two.
    let text = printable_lines(text).join("\n");
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        page.take(event);
    }
    page.flush();
    while page.done.last().is_some_and(|line| line.width() == 0) {
        page.done.pop();
    }
    page.done
}

#[derive(Default)]
struct Page {
    look: Look,
    width: usize,
    done: Vec<Line<'static>>,
    spans: Vec<Span<'static>>,
    styles: Vec<Style>,
    /// The lists one is in: the number of the next item, or none for bullets.
    lists: Vec<Option<u64>>,
    quotes: usize,
    mark: Option<String>,
    code: bool,
    row: Option<usize>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.verbatim(&text),
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => self.text(&text, Tone::Plain),
            Event::Code(text) => self.text(&text, Tone::Cited),
            Event::SoftBreak => self.spans.push(Span::raw(" ")),
            Event::HardBreak => self.flush(),
            Event::Rule => {
                self.flush();
                let rule = self.look.sign(Sign::Rule).repeat(self.width.min(40));
                self.done.push(Line::styled(rule, self.look.style(Tone::Dim)));
            }
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, Tone::Plain);
            }
            Event::TaskListMarker(done) => self.spans.push(Span::raw(if done { "[x] " } else { "[ ] " })),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.gap();
                let style = self.look.style(Tone::Title);
                let top = matches!(level, HeadingLevel::H1 | HeadingLevel::H2);
                self.styles.push(if top { style.add_modifier(Modifier::UNDERLINED) } else { style });
            }
            Tag::Paragraph if self.lists.is_empty() => self.gap(),
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    Some(None) | None => format!("{} ", self.look.sign(Sign::Bullet)),
                });
            }
            Tag::BlockQuote(_) => {
                self.gap();
                self.quotes += 1;
            }
            Tag::CodeBlock(kind) => {
                self.gap();
                self.code = true;
                if let CodeBlockKind::Fenced(language) = kind
                    && !language.is_empty()
                {
                    self.done.push(Line::styled(printable(&language), self.look.style(Tone::Dim)));
                }
            }
            Tag::Strong => self.styles.push(Style::new().add_modifier(Modifier::BOLD)),
            Tag::Emphasis => self.styles.push(Style::new().add_modifier(Modifier::ITALIC)),
            Tag::Strikethrough => self.styles.push(Style::new().add_modifier(Modifier::CROSSED_OUT)),
            Tag::Link { .. } => self.styles.push(self.look.style(Tone::Link)),
            Tag::Table(_) => self.gap(),
            Tag::TableHead => {
                self.row = Some(0);
                self.styles.push(self.look.style(Tone::Title));
            }
            Tag::TableRow => self.row = Some(0),
            Tag::TableCell => {
                if self.row.is_some_and(|cells| cells > 0) {
                    let bar = format!(" {} ", self.look.sign(Sign::Bar));
                    self.spans.push(Span::styled(bar, self.look.style(Tone::Dim)));
                }
                self.row = self.row.map(|cells| cells + 1);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::TableHead => {
                self.flush();
                self.styles.pop();
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow => self.flush(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link => {
                self.styles.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, tone: Tone) {
        let style = self.styles.iter().fold(self.look.style(tone), |style, next| style.patch(*next));
        // White space at the ends belongs between the pieces.
        let lead = if text.starts_with(' ') { " " } else { "" };
        let trail = if text.trim_end().len() < text.len() && !text.trim().is_empty() { " " } else { "" };
        self.spans.push(Span::styled(format!("{lead}{}{trail}", printable(text)), style));
    }

    fn verbatim(&mut self, text: &str) {
        for line in printable_lines(text) {
            self.done.push(Line::styled(format!("  {line}"), self.look.style(Tone::Cited)));
        }
    }

    fn gap(&mut self) {
        self.flush();
        if self.done.last().is_some_and(|line| line.width() > 0) {
            self.done.push(Line::default());
        }
    }

    fn flush(&mut self) {
        if self.spans.is_empty() && self.mark.is_none() {
            return;
        }
        let quote = format!("{} ", self.look.sign(Sign::Bar)).repeat(self.quotes);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = self.mark.take().unwrap_or_else(|| " ".repeat(if self.lists.is_empty() { 0 } else { 2 }));
        let first = format!("{quote}{indent}{mark}");
        let rest = format!("{quote}{indent}{}", " ".repeat(mark.chars().count()));
        let line = Line::from(std::mem::take(&mut self.spans));
        self.done.extend(wrapped(&line, self.width, &first, &rest));
    }
}

//! What each key does. The help (`view/help.rs`) says the same in words.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tui_input::InputRequest;

use super::asking::{entered, stop};
use super::movement::{self, Step};
use super::{alerts, opening};
use crate::tui::intent::Intent;
use crate::tui::state::{Entry, Focus, Loaded, Pane, State};

/// A key was pressed.
pub(super) fn pressed(state: &mut State, key: KeyEvent) -> Vec<Intent> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    state.note = None;
    let leaving = std::mem::take(&mut state.leaving);
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Char('c') if control => return interrupt(state, leaving),
        KeyCode::Char('d') if control && state.prompt.text().is_empty() => return vec![Intent::Quit],
        KeyCode::Char('l') if control => return vec![Intent::Redraw],
        KeyCode::Char(digit @ '1'..='5') if alt => return pane(state, digit),
        KeyCode::F(1) => state.help = !state.help,
        KeyCode::F(8) => return alerts::newest(state),
        KeyCode::F(number @ 2..=6) => {
            let digit = char::from_digit(u32::from(number) - 1, 10).unwrap_or('1');
            return pane(state, digit);
        }
        _ if state.help => help(state, key.code),
        _ => {
            return match state.focus {
                Focus::Prompt => prompt(state, key, control, alt),
                Focus::Search => search(state, key, control, alt),
                Focus::Pane(pane) => in_pane(state, pane, key),
            };
        }
    }
    Vec::new()
}

/// Text was pasted.
pub(super) fn pasted(state: &mut State, text: &str) {
    match state.focus {
        Focus::Search => state.search.paste(text),
        Focus::Prompt | Focus::Pane(_) => {
            state.focus = Focus::Prompt;
            state.prompt.paste(text);
        }
    }
}

/// Ctrl-C: stops, else empties the line, else says how to leave, else leaves.
fn interrupt(state: &mut State, leaving: bool) -> Vec<Intent> {
    if state.active.is_some() {
        return stop(state);
    }
    if !state.prompt.text().is_empty() {
        state.prompt.put("");
        return Vec::new();
    }
    if leaving {
        return vec![Intent::Quit];
    }
    state.leaving = true;
    state.note = Some("Ctrl-C once more ends the session; it can be resumed".to_owned());
    Vec::new()
}

fn pane(state: &mut State, digit: char) -> Vec<Intent> {
    let at = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(1);
    let Some(pane) = Pane::ALL.get(at.saturating_sub(1)).copied() else { return Vec::new() };
    to_pane(state, pane)
}

/// Goes to a pane, and asks for what it shows where that is not there yet.
pub(super) fn to_pane(state: &mut State, pane: Pane) -> Vec<Intent> {
    state.pane = pane;
    state.focus = Focus::Pane(pane);
    if pane == Pane::Topology { opening::topology(state) } else { Vec::new() }
}

fn help(state: &mut State, code: KeyCode) {
    match code {
        KeyCode::Down | KeyCode::Char('j') => state.help_top = (state.help_top + 1).min(state.seen.help_most),
        KeyCode::Up | KeyCode::Char('k') => state.help_top = state.help_top.saturating_sub(1),
        KeyCode::PageDown | KeyCode::Char(' ') => state.help_top = (state.help_top + 10).min(state.seen.help_most),
        KeyCode::PageUp => state.help_top = state.help_top.saturating_sub(10),
        _ => {
            state.help = false;
            state.help_top = 0;
        }
    }
}

fn prompt(state: &mut State, key: KeyEvent, control: bool, alt: bool) -> Vec<Intent> {
    match key.code {
        KeyCode::Enter => {
            let line = state.prompt.take();
            state.talk_above = 0;
            state.talk_from = None;
            return entered(state, &line);
        }
        KeyCode::Esc => return escape(state),
        KeyCode::Char('?') if state.prompt.text().is_empty() => state.help = true,
        KeyCode::Tab if state.prompt.text().is_empty() => return to_pane(state, visible(state)),
        KeyCode::Tab | KeyCode::BackTab => {
            let offers = state.offers();
            state.prompt.cycle(|_| offers, key.code == KeyCode::BackTab);
        }
        KeyCode::Up => state.prompt.back(),
        KeyCode::Down => state.prompt.forth(),
        KeyCode::PageUp => movement::go(state, Pane::Talk, Step::Page(-1)),
        KeyCode::PageDown => movement::go(state, Pane::Talk, Step::Page(1)),
        code => edit(&mut state.prompt, code, control, alt),
    }
    Vec::new()
}

/// The pane that is seen beside the prompt, or the conversation where there is one only.
fn visible(state: &State) -> Pane {
    state.pane
}

/// Esc at the prompt: what is going on stops first, then the line goes.
fn escape(state: &mut State) -> Vec<Intent> {
    if state.active.is_some() {
        return stop(state);
    }
    if state.prompt.text().is_empty() {
        state.talk_above = 0;
        state.talk_from = None;
    } else {
        state.prompt.put("");
        state.prompt.forget_offers();
    }
    Vec::new()
}

fn edit(prompt: &mut crate::tui::state::Prompt, code: KeyCode, control: bool, alt: bool) {
    let word = control || alt;
    let request = match code {
        KeyCode::Char('a') if control => InputRequest::GoToStart,
        KeyCode::Char('e') if control => InputRequest::GoToEnd,
        KeyCode::Char('b') if control => InputRequest::GoToPrevChar,
        KeyCode::Char('f') if control => InputRequest::GoToNextChar,
        KeyCode::Char('b') if alt => InputRequest::GoToPrevWord,
        KeyCode::Char('f') if alt => InputRequest::GoToNextWord,
        KeyCode::Char('w') if control => InputRequest::DeletePrevWord,
        KeyCode::Char('u') if control => InputRequest::DeleteFromStart,
        KeyCode::Char('k') if control => InputRequest::DeleteTillEnd,
        KeyCode::Char('y') if control => InputRequest::Yank,
        KeyCode::Char('d') if control => InputRequest::DeleteNextChar,
        KeyCode::Char('h') if control => InputRequest::DeletePrevChar,
        KeyCode::Char(_) if word => return,
        KeyCode::Char(c) => InputRequest::InsertChar(c),
        KeyCode::Backspace if word => InputRequest::DeletePrevWord,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left if word => InputRequest::GoToPrevWord,
        KeyCode::Right if word => InputRequest::GoToNextWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        _ => return,
    };
    prompt.edit(request);
}

fn search(state: &mut State, key: KeyEvent, control: bool, alt: bool) -> Vec<Intent> {
    match key.code {
        KeyCode::Esc => state.focus = Focus::Pane(Pane::Evidence),
        KeyCode::Enter => {
            let words = state.search.take();
            state.focus = Focus::Pane(Pane::Evidence);
            if let Loaded::Here(viewer) = &mut state.evidence {
                viewer.search(&words);
                if viewer.matches().0 == 0 && !words.is_empty() {
                    state.note = Some(format!("`{words}` is not in it"));
                }
            }
        }
        KeyCode::Up => state.search.back(),
        KeyCode::Down => state.search.forth(),
        code => edit(&mut state.search, code, control, alt),
    }
    Vec::new()
}

fn in_pane(state: &mut State, pane: Pane, key: KeyEvent) -> Vec<Intent> {
    let step = match key.code {
        KeyCode::Down | KeyCode::Char('j') => Some(Step::Rows(1)),
        KeyCode::Up | KeyCode::Char('k') => Some(Step::Rows(-1)),
        KeyCode::PageDown | KeyCode::Char(' ') => Some(Step::Page(1)),
        KeyCode::PageUp => Some(Step::Page(-1)),
        KeyCode::Home | KeyCode::Char('g') => Some(Step::Top),
        KeyCode::End | KeyCode::Char('G') => Some(Step::End),
        _ => None,
    };
    if let Some(step) = step {
        movement::go(state, pane, step);
        return Vec::new();
    }
    match key.code {
        KeyCode::Esc | KeyCode::Char('i' | 'q') => state.focus = Focus::Prompt,
        KeyCode::Char('/') if pane != Pane::Evidence => {
            state.focus = Focus::Prompt;
            state.prompt.put("/");
        }
        KeyCode::Char('?') => state.help = true,
        KeyCode::Char(digit @ '1'..='5') => return self::pane(state, digit),
        KeyCode::Tab => return next_pane(state, pane, false),
        KeyCode::BackTab => return next_pane(state, pane, true),
        KeyCode::Char('[') => earlier(state, true),
        KeyCode::Char(']') => earlier(state, false),
        code => return own(state, pane, code),
    }
    Vec::new()
}

/// From pane to pane, and to the prompt between the last and the first.
fn next_pane(state: &mut State, pane: Pane, back: bool) -> Vec<Intent> {
    let at = Pane::ALL.iter().position(|known| *known == pane).unwrap_or(0);
    let next = if back { at.checked_sub(1) } else { Some(at + 1) };
    let Some(pane) = next.and_then(|next| Pane::ALL.get(next)) else {
        state.focus = Focus::Prompt;
        return Vec::new();
    };
    to_pane(state, *pane)
}

/// Shows the run before the shown one, or the one after.
fn earlier(state: &mut State, back: bool) {
    let Some(shown) = state.shown else { return };
    let next = if back { shown.checked_sub(1) } else { Some(shown + 1) };
    if let Some(next) = next.filter(|next| *next < state.runs.len()) {
        super::asking::show(state, next);
        state.note = state.run().map(|run| format!("shown: {}", run.question.text));
    }
}

/// Keys that mean something in one pane only.
fn own(state: &mut State, pane: Pane, code: KeyCode) -> Vec<Intent> {
    match (pane, code) {
        (Pane::Talk, KeyCode::Right | KeyCode::Char('n' | 'l')) => movement::citation(state, false),
        (Pane::Talk, KeyCode::Left | KeyCode::Char('p' | 'N' | 'h')) => movement::citation(state, true),
        (Pane::Talk, KeyCode::Enter)
        | (Pane::Talk | Pane::Tree | Pane::Timeline | Pane::Topology, KeyCode::Char('e')) => {
            return opening::citation(state);
        }
        (Pane::Tree, KeyCode::Enter | KeyCode::Right | KeyCode::Left | KeyCode::Char('l' | 'h')) => {
            return opening::node(state);
        }
        (Pane::Timeline, KeyCode::Enter) => return opening::moment(state),
        (Pane::Topology, KeyCode::Enter) => return opening::object(state),
        (_, KeyCode::Char('y')) => return super::commands::copy(state, pane == Pane::Evidence),
        (Pane::Evidence, code) => evidence(state, code),
        (_, KeyCode::Char(c)) if c.is_alphanumeric() => {
            state.note = Some(format!("`{c}` means nothing here; Esc goes to the prompt, ? shows the keys"));
        }
        _ => {}
    }
    Vec::new()
}

fn evidence(state: &mut State, code: KeyCode) {
    if code == KeyCode::Char('/') {
        state.focus = Focus::Search;
        return;
    }
    let Loaded::Here(viewer) = &mut state.evidence else { return };
    match code {
        KeyCode::Enter => viewer.toggle(),
        KeyCode::Right | KeyCode::Char('l') => viewer.expand(),
        KeyCode::Left | KeyCode::Char('h') => viewer.close(),
        KeyCode::Char('n') => viewer.next_match(false),
        KeyCode::Char('N') => viewer.next_match(true),
        _ => {}
    }
}

/// The keys of the session in words, for whoever cannot see the screen at once.
pub(super) fn spoken(state: &mut State) {
    state.say(Entry::Lines(crate::tui::view::help_text()));
}

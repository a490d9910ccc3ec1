//! `sre` alone: the session, on a screen or by lines.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Args;

use super::ask::{BudgetArgs, agents, forget_old_runs, options};
use super::context::Context;
use super::runtime;
use super::source::Scope;
use super::usage;
use crate::config::llm::Role;
use crate::config::{Config, Environment, env};
use crate::error::{Error, Result};
use crate::evidence::run::RunReader;
use crate::investigate::{Options, Source};
use crate::tui::{self, Lines, Look, Place, Sessions, Setup, Shade, Stored};

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Session (without a command)")]
pub(super) struct SessionArgs {
    /// Work line by line: for screen readers, dumb terminals and pipes
    #[arg(long)]
    pub(super) plain: bool,
    /// Go on with a former session, the latest one without an id; an id follows only after `=`
    #[arg(long, value_name = "ID", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(super) resume: Option<String>,
}

impl SessionArgs {
    /// The flags of the session mean nothing to a command.
    pub(super) fn refuse(&self) -> Result<()> {
        if self.plain || self.resume.is_some() {
            return Err(usage(
                "`--plain` and `--resume` belong to the session, not to a command",
                "sre --plain --demo",
            ));
        }
        Ok(())
    }
}

/// Whether somebody sits at both ends.
pub(super) fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

pub(super) fn run(args: &SessionArgs, context: &Context) -> Result<ExitCode> {
    let config = context.config()?;
    for (flag, given) in
        [("--record", context.args.run.record.is_some()), ("--trace", context.args.run.trace.is_some())]
    {
        if given {
            return Err(Error::usage(format!("`{flag}` is about one run, and a session makes several"))
                .hint("each run of a session is kept anyway, see `sre runs`"));
        }
    }
    let resumed = args.resume.as_deref().map(|id| stored(id, context)).transpose()?;
    let setup = setup(resumed.as_ref(), context, config)?;
    let dumb = context.variable(env::TERM).is_some_and(|term| term == "dumb");
    let by_lines = args.plain || dumb;
    if !by_lines && !is_interactive() {
        return Err(usage("a session needs a terminal", "sre --plain --demo < questions.txt")
            .hint("`sre ask` answers one question anywhere"));
    }
    let left = if by_lines { plain(setup, resumed, context) } else { screen(setup, resumed) }?;
    if let Some(id) = left {
        context.printer().note(&format!("sre --resume={id} goes on with this session"));
    }
    forget_old_runs(context, config);
    Ok(ExitCode::SUCCESS)
}

fn stored(id: &str, context: &Context) -> Result<Stored> {
    Sessions::beside(&context.runs_dir()?).find(id)
}

/// What the session begins with: where the flags are silent, what a resumed one ended with.
fn setup(resumed: Option<&Stored>, context: &Context, config: &Config) -> Result<Setup> {
    let source = &context.args.source;
    let named = source.bundle.is_some() || source.demo.is_some() || source.context.is_some() || source.replay.is_some();
    let mut scope = Scope::resolve(source, config)?;
    if let Source::Replay(dir) = &scope.source {
        let head = RunReader::open(dir)?.manifest().head.clone();
        scope.complete(&head);
    }
    let place = match resumed {
        Some(stored) if !named => stored.place(),
        _ => Place {
            source: scope.source.clone(),
            namespace: scope.namespace.clone(),
            all_namespaces: scope.all_namespaces,
        },
    };
    // A session asks its own questions: only who told a run again would want its former agents.
    let named = Role::ALL.into_iter().any(|role| config.llm.model(role).is_some());
    let agents = if named { agents(&BudgetArgs::default(), &scope, context, config)? } else { None };
    let options = Options { agents, ..options(&scope, context, config) };
    Ok(Setup { place, options, look: look(context), llm: config.llm.clone() })
}

/// How it looks: colours as for everything else, the ground as the terminal tells it, signs as the locale has them.
fn look(context: &Context) -> Look {
    let set = |name: &str| context.variable(name).filter(|value| !value.is_empty());
    let light = set(env::COLORFGBG).is_some_and(|colors| is_light(&colors));
    let shade = match (context.printer().colors_stdout(), light) {
        (false, _) => Shade::Mono,
        (true, true) => Shade::Light,
        (true, false) => Shade::Dark,
    };
    let locale = set(env::LC_ALL).or_else(|| set(env::LC_CTYPE)).or_else(|| set(env::LANG)).unwrap_or_default();
    let unicode = locale.to_lowercase().replace('-', "").contains("utf8");
    let console = set(env::TERM).is_some_and(|term| term == "linux");
    Look { shade, ascii: !unicode || console }
}

/// `15;0` is bright text on a dark ground; the last number is the ground.
fn is_light(colors: &str) -> bool {
    colors
        .rsplit(';')
        .next()
        .and_then(|ground| ground.parse::<u8>().ok())
        .is_some_and(|ground| ground == 7 || ground > 8)
}

fn screen(setup: Setup, resumed: Option<Stored>) -> Result<Option<String>> {
    runtime::block_on_threads(tui::run(setup, resumed))
}

fn plain(setup: Setup, resumed: Option<Stored>, context: &Context) -> Result<Option<String>> {
    let mut out = context.printer().stdout();
    let lines = Lines { out: &mut out, width: context.width(), prompts: is_interactive() };
    runtime::block_on_threads(tui::plain(setup, resumed, lines))
}

impl Context {
    fn variable(&self, name: &str) -> Option<String> {
        let environment: &Environment = self.environment();
        environment.get(name)?.to_str().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_is_the_last_of_the_colours() {
        for (colors, light) in
            [("15;0", false), ("0;15", true), ("0;default;15", true), ("0;7", true), ("15;8", false), ("", false)]
        {
            assert_eq!(is_light(colors), light, "{colors}");
        }
    }
}

//! The surface of the command line changes only on purpose: the help of every command is compared with what is checked
//! in, and so is every completion script.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;

use cli_support::Home;

/// The help of a command and of those below it.
fn reference(command: &mut clap::Command, path: &str, text: &mut String) {
    let help = command.clone().term_width(100).bin_name(path).render_long_help();
    text.extend(["$ ", path, " --help\n", &help.to_string(), "\n"]);
    for below in command.get_subcommands_mut().filter(|below| below.get_name() != "help") {
        let path = format!("{path} {}", below.get_name());
        reference(below, &path, text);
    }
}

#[test]
fn the_help_of_every_command() {
    let mut command = sre::cli::args::Args::surface();
    command.build();
    let mut text = String::new();
    reference(&mut command, "sre", &mut text);
    insta::assert_snapshot!("reference", text);
}

#[test]
fn completion_scripts_are_fresh() {
    let home = Home::new();
    for (shell, file) in
        [("bash", "sre.bash"), ("zsh", "_sre"), ("fish", "sre.fish"), ("powershell", "_sre.ps1"), ("elvish", "sre.elv")]
    {
        let path = format!("{}/completions/{file}", env!("CARGO_MANIFEST_DIR"));
        let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
        let fresh = home.run(&["completions", shell]).out;
        assert!(checked_in == fresh, "run: sre completions {shell} > completions/{file}");
    }
}

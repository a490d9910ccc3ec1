//! Arguments to command to exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    sre::cli::main(std::env::args_os())
}

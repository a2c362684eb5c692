//! `handscroll`, the press as a command. Only the command line is here.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use handscroll::cmd::{self, Ended, build, check, serve};
use handscroll::problem::printable;

/// Turns a folder of posts into a site for reading, tall pictures included.
#[derive(Debug, Parser)]
#[command(name = "handscroll", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Args),
    Check(check::Args),
    Serve(serve::Args),
}

fn main() -> ExitCode {
    let ended = match Cli::parse().command {
        Command::Build(args) => cmd::build::run(&args),
        Command::Check(args) => cmd::check::run(&args),
        Command::Serve(args) => cmd::serve::run(args).map(|()| Ended::Done),
    };
    match ended {
        Ok(ended) => ExitCode::from(ended.code()),
        Err(error) => {
            // What is quoted in an error may be a hostile file's; its own line ends are ours.
            let text = format!("{error:#}");
            for (number, line) in text.lines().enumerate() {
                eprintln!("{}{}", if number == 0 { "error: " } else { "" }, printable(line));
            }
            ExitCode::from(Ended::Nothing.code())
        }
    }
}

//! `handscroll`, the press as a command. Only the command line is here.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use handscroll::cmd::{self, Ended, build, check, serve};

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
            eprintln!("error: {error:#}");
            ExitCode::from(Ended::Nothing.code())
        }
    }
}

//! One file per command; each has `run`, which reads its own arguments.

mod audit;
mod bench;
mod check;
mod fixtures;
mod help;
mod kept;
mod screenshots;
mod serve;
mod site;
mod test;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::bail;
use lexopt::Arg::{Long, Short, Value};

use crate::process;
use crate::workspace::Workspace;

/// Runs the command that the arguments name.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<ExitCode> {
    process::stop_on_signal()?;
    let mut arguments = lexopt::Parser::from_args(arguments);
    let command = match arguments.next()? {
        None | Some(Long("help") | Short('h')) => "help".to_owned(),
        Some(Value(name)) => name.to_string_lossy().into_owned(),
        Some(other) => return Err(other.unexpected().into()),
    };
    let workspace = Workspace::find()?;
    match command.as_str() {
        "help" => help::run(),
        "serve" => serve::run(workspace, arguments),
        "test" => test::run(workspace, arguments),
        "site" => site::run(workspace, arguments),
        "check" => check::run(workspace, arguments),
        "audit" => audit::run(workspace, arguments),
        "bench" => bench::run(workspace, arguments),
        "fixtures" => fixtures::run(workspace, arguments),
        "screenshots" => screenshots::run(workspace, arguments),
        "kept" => kept::run(workspace, arguments),
        other => bail!("there is no command {other}\n\n{}", help::TEXT),
    }
}

/// For a command that takes none.
fn no_arguments(mut arguments: lexopt::Parser) -> anyhow::Result<()> {
    match arguments.next()? {
        None => Ok(()),
        Some(other) => Err(other.unexpected().into()),
    }
}

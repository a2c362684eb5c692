//! `cargo xtask`: builds, serves, checks and tests Handscroll; it knows how the parts are put together, and nothing of what is in them.

mod artifacts;
mod audit;
mod bench;
mod borders;
mod budget;
mod cmd;
mod faults;
mod process;
mod progress;
mod report;
mod steps;
mod test_names;
mod tools;
mod watch;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cmd::run(std::env::args_os().skip(1)) {
        Ok(code) => code,
        // The person who ended it knows already.
        Err(error) if error.is::<process::Stopped>() => ExitCode::from(130),
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

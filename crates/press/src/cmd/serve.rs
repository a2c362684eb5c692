//! `handscroll serve`: shows a pressed site on this machine; it presses nothing.

use std::path::PathBuf;

use crate::serve::{self, BasePath, Options};

/// Serve a pressed site on this machine.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that `handscroll build` wrote
    site: PathBuf,
    /// The port to answer at; 0 is any that is free [default: 8080, or the next that is free]
    #[arg(long)]
    port: Option<u16>,
    /// The address to listen at; 0.0.0.0 lets other machines in
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The path the site stands at, as on a host that gives it a folder
    #[arg(long, default_value = "/", value_name = "/SUB/PATH/")]
    base: BasePath,
    /// Make open pages load themselves anew when the site is pressed again
    #[arg(long)]
    live: bool,
}

/// Serves until the process is ended.
///
/// # Errors
/// When the folder is none, or no port could be had.
pub fn run(args: Args) -> anyhow::Result<()> {
    let Args { site, port, host, base, live } = args;
    serve::run(site, Options { base, live }, &host, port)
}

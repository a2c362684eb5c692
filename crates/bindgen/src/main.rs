//! `wasm-bindgen` for trunk and xtask: makes JavaScript for a wasm module. It takes the options that these two pass and no
//! others, and knows nothing of what is in the module.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use lexopt::Arg::{Long, Value};
use lexopt::ValueExt;
use wasm_bindgen_cli_support::Bindgen;

/// What to make, and of what.
struct Options {
    module: PathBuf,
    out_dir: PathBuf,
    /// The name of the files; the module's own if there is none.
    out_name: Option<String>,
    typescript: bool,
    keep_debug: bool,
    demangle: bool,
}

fn main() -> ExitCode {
    match read(lexopt::Parser::from_env()).and_then(|options| options.map_or(Ok(()), |options| generate(&options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the command line. Returns `None` after answering `--version`.
fn read(mut arguments: lexopt::Parser) -> anyhow::Result<Option<Options>> {
    let (mut module, mut out_dir, mut out_name, mut target) = (None, None, None, None);
    let (mut typescript, mut keep_debug, mut demangle) = (true, false, true);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("version") => {
                // trunk reads the second word, and accepts only the version of the crate in Cargo.lock.
                println!("wasm-bindgen {}", wasm_bindgen_shared::version());
                return Ok(None);
            }
            Long("target") => target = Some(arguments.value()?.string()?),
            Long("out-dir") => out_dir = Some(PathBuf::from(arguments.value()?)),
            Long("out-name") => out_name = Some(arguments.value()?.string()?),
            Long("no-typescript") => typescript = false,
            Long("keep-debug") => keep_debug = true,
            Long("no-demangle") => demangle = false,
            Value(path) if module.is_none() => module = Some(PathBuf::from(path)),
            other => return Err(other.unexpected().into()),
        }
    }
    if target.as_deref() != Some("web") {
        bail!("this wasm-bindgen has one target: pass --target web");
    }
    Ok(Some(Options {
        module: module.context("name the wasm file")?,
        out_dir: out_dir.context("name a folder with --out-dir")?,
        out_name,
        typescript,
        keep_debug,
        demangle,
    }))
}

fn generate(options: &Options) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?;
    // The library leaves it out by default, wasm-bindgen's own command does not.
    bindgen.omit_default_module_path(false);
    bindgen.input_path(&options.module);
    bindgen.typescript(options.typescript).keep_debug(options.keep_debug).demangle(options.demangle);
    if let Some(name) = &options.out_name {
        bindgen.out_name(name);
    }
    bindgen.generate(&options.out_dir)
}

//! `cargo xtask bench NAME [FOLDER]`: measures what the project promises of its speed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use lexopt::Arg::Value;

use crate::artifacts;
use crate::bench::{article, example, offline, press, sanitize};
use crate::tools::ReaderTools;
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, mut arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let mut values = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(value) => values.push(value),
            other => return Err(other.unexpected().into()),
        }
    }
    if let [name, posts, pictures, rounds @ ..] = values.as_slice()
        && name == "article"
    {
        article::run(&workspace, Path::new(posts), Path::new(pictures), rounds)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (name, folder) = match values.as_slice() {
        [name] => (name, workspace.root().join("samples")),
        [name, folder] => (name, PathBuf::from(folder)),
        _ => bail!("name a bench, and perhaps a folder of posts: cargo xtask bench sanitize [FOLDER]"),
    };
    if name == "press" {
        println!("{}", press::run(&workspace)?);
        return Ok(ExitCode::SUCCESS);
    }
    if name == "fling" {
        article::fling(&workspace)?;
        return Ok(ExitCode::SUCCESS);
    }
    if name == "offline" {
        offline::run(&workspace)?;
        return Ok(ExitCode::SUCCESS);
    }
    if name == "slices" {
        example(&workspace, "slices", &[])?;
        return Ok(ExitCode::SUCCESS);
    }
    if name != "sanitize" {
        bail!(
            "there is no bench {}; there are: article POSTS PICTURES, fling, offline, press, sanitize, slices",
            name.display()
        );
    }
    let lab = artifacts::lab(&workspace, &ReaderTools::ensure(&workspace)?)?;
    println!("{}", sanitize::run(&workspace, &lab, &folder)?);
    Ok(ExitCode::SUCCESS)
}

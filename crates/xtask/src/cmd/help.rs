//! `cargo xtask help`.

use std::process::ExitCode;

pub(super) const TEXT: &str = "\
cargo xtask COMMAND

  serve [--content DIR] [--port N] [--watch]
                    read on this machine: DIR (samples/ when none is named) at
                    http://127.0.0.1:8080/. Pages come first; the reader joins
                    them when it is built. --watch builds and presses again
                    whatever changes, and open pages load themselves anew
  site CONTENT... --out DIR [OPTIONS OF handscroll build]
                    the release reader and press, and with them a site
  test [--engines LIST] [--every] [STEP] [FILTER]
                    everything that must hold, to the first failure; or one step
                    with what it stands on; or the tests that FILTER names.
                    LIST says where the built site is tested: chromium (when
                    nothing is said), firefox, webkit, or all. Firefox and WebKitGTK
                    run what differs between engines; with --every, all of it
  test faults [NAME] [--from NAME]
                    applies each patch of tests/faults whose name holds NAME to a copy,
                    and fails where the tests that it names do not notice it
  check             format, borders, fault patches, licences, clippy, size budget
  audit             what Lighthouse says of the library and of an article on a phone;
                    npm fetches it
  bench article POSTS PICTURES [ROUNDS]
                    the newest post of a folder on a slow phone, beside a plain page
                    of it; PICTURES holds its pictures by the ends of their addresses
  bench fling       a hundred tall pictures in one article, flung through on the same
                    phone: its memory, and whether it stays in hand
  bench offline     how soon an article is painted without a network, beside the same
                    with a server on this machine
  bench press       the press on a hundred tall pictures that it has not seen: its
                    speed, its memory, and where its time goes
  bench sanitize [FOLDER]
                    the walker against DOMPurify in one page of Chromium, on the
                    bodies of the posts in FOLDER (samples/ when none is named)
  fixtures [NAME]   draw the pictures of the samples and the icons anew, or some
  screenshots       take the pictures of the reader anew that installing shows
  kept FOLDER...    how much of the posts' visible text is in their articles, and
                    what was lost; fails below 99.5 %, or where noise is above 0.5
  help              this text

Tools that are missing are installed, by version, into $HANDSCROLL_CACHE, or
else a folder of the system's for caches (~/.cache/handscroll).
";

pub(super) fn run() -> anyhow::Result<ExitCode> {
    print!("{TEXT}");
    let steps: Vec<&str> = crate::steps::STEPS.iter().map(|step| step.name).collect();
    println!("\nThe steps of test: {}.", steps.join(", "));
    Ok(ExitCode::SUCCESS)
}

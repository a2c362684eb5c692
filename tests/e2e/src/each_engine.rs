//! A test that runs in each engine: who runs it where, and what a run must have done to count as one.

use std::cell::Cell;
use std::io::Write as _;
use std::sync::Once;

use anyhow::{Context as _, ensure};

use crate::Engine;
use crate::skips::SKIPS;

tokio::task_local! {
    /// How many browsers of its engine the test at hand has opened.
    static OPENED: (Engine, Cell<u32>);
}

/// Counts a browser for the test that opens it.
pub(crate) fn count_opened(engine: Engine) {
    let _ = OPENED.try_with(|(wanted, opened)| {
        if *wanted == engine {
            opened.set(opened.get() + 1);
        }
    });
}

/// Runs a test in an engine that is wanted, unless the table of skips has it. `module` is where [`at_each_engine`](crate::at_each_engine)
/// put it: `e2e::theme::name_of_the_test`.
///
/// # Errors
/// Those of the test; and when it opened no browser of the engine, for that would be a skip that nobody is told of.
pub async fn in_engine(
    engine: Engine,
    module: &str,
    test: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<()> {
    let name = test_name(module);
    if !engine.is_wanted() {
        eprintln!("{name}: {engine} is not among the engines of this run");
        return Ok(());
    }
    if let Some(skip) = SKIPS.iter().find(|skip| skip.engine == engine && skip.test == name) {
        eprintln!("{name} is left out in {engine}: {}", skip.reason);
        return Ok(());
    }
    let opened = async {
        test.await.with_context(|| format!("in {engine}"))?;
        Ok::<_, anyhow::Error>(OPENED.with(|(_, opened)| opened.get()))
    };
    tell_panics();
    let opened = OPENED.scope((engine, Cell::new(0)), opened).await;
    let opened = opened.inspect_err(|error| tell(&format!("{name}: {error:?}")))?;
    ensure!(opened > 0, "{name} opened no {engine}: what an engine leaves out stands in the table of skips");
    Ok(())
}

/// Says at once why a test failed: its harness does when all of them have ended, and there are half an hour of them.
fn tell(why: &str) {
    // Past the harness, which keeps what is printed.
    let _ = writeln!(std::io::stderr(), "\n    … {why}\n");
}

fn tell_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            tell(&format!("{}: {panic}", std::thread::current().name().unwrap_or_default()));
            told(panic);
        }));
    });
}

fn test_name(module: &str) -> &str {
    module.split_once("::").map_or(module, |(_, name)| name)
}

/// Makes three tests of an `async fn(Engine)`: one in each engine.
#[macro_export]
macro_rules! at_each_engine {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_chromium() -> anyhow::Result<()> {
                let engine = $crate::Engine::Chromium;
                $crate::in_engine(engine, module_path!(), super::$name(engine)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_firefox() -> anyhow::Result<()> {
                let engine = $crate::Engine::Firefox;
                $crate::in_engine(engine, module_path!(), super::$name(engine)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_webkit() -> anyhow::Result<()> {
                let engine = $crate::Engine::WebKit;
                $crate::in_engine(engine, module_path!(), super::$name(engine)).await
            }
        }
    )+};
}

/// Makes four tests of an `async fn(Engine, &str)`: in Chromium at the root of its host and in a folder of it, and in
/// the other engines in a folder alone, where more can go wrong.
#[macro_export]
macro_rules! at_each_base {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn at_the_root_in_chromium() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::Chromium, $crate::BASES[0]);
                $crate::in_engine(engine, module_path!(), super::$name(engine, base)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_chromium() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::Chromium, $crate::BASES[1]);
                $crate::in_engine(engine, module_path!(), super::$name(engine, base)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_firefox() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::Firefox, $crate::BASES[1]);
                $crate::in_engine(engine, module_path!(), super::$name(engine, base)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_webkit() -> anyhow::Result<()> {
                let (engine, base) = ($crate::Engine::WebKit, $crate::BASES[1]);
                $crate::in_engine(engine, module_path!(), super::$name(engine, base)).await
            }
        }
    )+};
}

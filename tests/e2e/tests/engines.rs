//! Which tests run in which engine: every one in all, but for the table of skips; and what is wanted is run or fails.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::Context as _;
use e2e::{Engine, SKIPS, listed, outcome_in};
use thirtyfour::error::{WebDriverError, WebDriverErrorInfo, WebDriverErrorInner};

/// `theme::name_of_the_test`, and the engines it has a test for, as the runner itself lists them. This theme is no part of it.
fn tests() -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let output = Command::new(std::env::current_exe()?).args(["--list", "--format", "terse"]).output()?;
    let mut tests = BTreeMap::<String, BTreeSet<String>>::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let path = line.strip_suffix(": test").with_context(|| format!("no test: {line}"))?;
        if path.starts_with("engines::") {
            continue;
        }
        let (name, place) = path.rsplit_once("::").context("a test outside of the themes")?;
        let engine = place.rsplit_once("in_").map_or("", |(_, engine)| engine);
        tests.entry(name.to_owned()).or_default().insert(engine.to_owned());
    }
    Ok(tests)
}

#[test]
fn every_test_is_made_for_every_engine() -> anyhow::Result<()> {
    let tests = tests()?;
    assert!(tests.len() > 20, "{tests:#?}");
    let all = Engine::ALL.map(|engine| engine.name().to_owned()).into();
    for (name, engines) in tests {
        assert_eq!(
            engines, all,
            "{name}: at_each_engine! or at_each_base! makes it, and what an engine cannot run stands in SKIPS"
        );
    }
    Ok(())
}

#[test]
fn the_table_of_skips_names_tests_that_are_there_once_and_why() -> anyhow::Result<()> {
    let tests = tests()?;
    let mut seen = BTreeSet::new();
    for skip in SKIPS {
        assert!(tests.contains_key(skip.test), "{} is no test", skip.test);
        assert!(seen.insert((skip.engine.name(), skip.test)), "{} stands twice for {}", skip.test, skip.engine);
        assert!(skip.reason.len() > 20, "{}: why?", skip.test);
        assert_ne!(skip.engine, Engine::Chromium, "{}: a test that Chromium cannot run is none", skip.test);
    }
    Ok(())
}

/// A run of its own, with a driver that is not there: it must not pass for one that was left out.
#[test]
fn an_engine_that_is_wanted_and_missing_fails() -> anyhow::Result<()> {
    for (engine, driver) in
        [(Engine::Chromium, "CHROMEDRIVER"), (Engine::Firefox, "GECKODRIVER"), (Engine::WebKit, "WEBKITWEBDRIVER")]
    {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--exact", &format!("policy::a_sample_article_is_read::in_{engine}")]);
        command.env("HANDSCROLL_ENGINES", engine.name()).env(driver, "there/is/no/driver").env("DISPLAY", ":0");
        command.env_remove("HANDSCROLL_FAILURES");
        let output = command.output()?;
        let says = String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success(), "{engine}: {says}");
        assert!(says.contains(&format!("{driver} names it")), "{engine}: {says}");
    }
    Ok(())
}

#[tokio::test]
async fn a_test_that_opens_no_browser_counts_as_none() {
    let engine = Engine::wanted()[0];
    let idle = outcome_in(engine, "idle", async || Ok(())).await;
    assert!(idle.unwrap_err().to_string().contains("opened no"));
    let failing = outcome_in(engine, "failing", async || anyhow::bail!("it failed")).await;
    assert!(format!("{:#}", failing.unwrap_err()).contains("it failed"));
}

#[tokio::test]
async fn a_test_is_run_once_more_only_when_its_driver_fell_silent() {
    let engine = Engine::wanted()[0];
    for (silent, expected) in [(true, 2), (false, 1)] {
        let runs = Cell::new(0);
        let test = async || {
            runs.set(runs.get() + 1);
            let what = "no answer".to_owned();
            let error = if silent { WebDriverError::HttpError(what) } else { WebDriverError::RequestFailed(what) };
            Err(anyhow::Error::new(error).context("waited for the article"))
        };
        let outcome = outcome_in(engine, "silent", test).await;
        assert!(format!("{:#}", outcome.unwrap_err()).contains("no answer"));
        assert_eq!(runs.get(), expected);
    }
}

#[tokio::test]
async fn a_test_whose_browser_ended_has_to_pass_three_times() {
    let died =
        || WebDriverError::from_inner(WebDriverErrorInner::InvalidSessionId(WebDriverErrorInfo::new("gone".into())));
    // It dies the first so many times that it is run.
    for (engine, deaths, expected) in [(Engine::WebKit, 1, 4), (Engine::WebKit, 9, 2), (Engine::Chromium, 1, 1)] {
        let runs = Cell::new(0);
        let test = async || {
            runs.set(runs.get() + 1);
            if runs.get() <= deaths {
                Err(anyhow::Error::new(died()).context("waited for the article"))
            } else {
                Ok(())
            }
        };
        assert!(outcome_in(engine, "dying", test).await.is_err(), "it has opened no browser");
        assert_eq!(runs.get(), expected, "{engine}, {deaths}");
    }
}

#[test]
fn a_list_of_engines_is_whole_or_refused() {
    let check =
        |list: &str, expected: Option<&[Engine]>| assert_eq!(listed(list).ok().as_deref(), expected, "{list:?}");
    check("chromium", Some(&[Engine::Chromium]));
    check("webkit, chromium", Some(&[Engine::WebKit, Engine::Chromium]));
    check("chromium,firefox,webkit", Some(&Engine::ALL));
    check("", None);
    check("chromium,", None);
    check("safari", None);
}

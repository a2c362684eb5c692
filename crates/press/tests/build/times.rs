//! The times of a site: written ahead of its scripts, the real ones but where a test has it pressed with others.

use handscroll_core::contract::times::SCALE_ATTRIBUTE;
use serde_json::Value;

use crate::publisher::{Desk, post};
use crate::reader::{build_with, built_reader};

fn pressed(options: &[&str]) -> Desk {
    let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
    built_reader(&desk, 1);
    let run = build_with(&desk, options);
    assert_eq!(run.code, Some(0), "{}", run.said);
    desk
}

/// The name of the page script, which is of its content.
fn boot(desk: &Desk) -> String {
    desk.files().into_keys().find(|path| path.starts_with("assets/boot.")).unwrap()
}

/// The times in this line of a script.
fn times(desk: &Desk, script: &str, line: usize) -> Value {
    let text = desk.text(script);
    let line = text.lines().nth(line).unwrap();
    serde_json::from_str(line.strip_prefix("const TIMES = ").unwrap().strip_suffix(';').unwrap()).unwrap()
}

/// What a site of these options says of its times: the page script, the worker, the root elements of its pages.
fn check(options: &[&str], first_pictures_ms: u64, network_ms: u64, on_root: Option<&str>) {
    let desk = pressed(options);
    assert_eq!(times(&desk, &boot(&desk), 0)["FIRST_PICTURES_LIMIT_MS"], first_pictures_ms, "{options:?}");
    assert_eq!(times(&desk, "sw.js", 1)["NETWORK_LIMIT_MS"], network_ms, "{options:?}");
    assert!(desk.text(&boot(&desk)).ends_with("};\nboot.js 1"));
    let mut pages = 0;
    for (path, bytes) in desk.files().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8(bytes).unwrap();
        let said = text.split_once(SCALE_ATTRIBUTE).map(|(_, rest)| rest.split('"').nth(1).unwrap());
        assert_eq!(said, on_root, "{path}, {options:?}");
        pages += 1;
    }
    assert_eq!(pages, 6);
}

#[test]
fn scripts_and_pages_have_the_times_that_the_site_is_pressed_with() {
    check(&[], 4_000, 3_000, None);
    check(&["--time-scale", "1"], 4_000, 3_000, None);
    check(&["--time-scale", "0.2"], 800, 600, Some("0.2"));
    check(&["--time-scale=0.001"], 4, 3, Some("0.001"));
}

#[test]
fn another_time_is_another_program() {
    let version = |desk: &Desk| serde_json::from_str::<Value>(&desk.text("version.json")).unwrap()["version"].clone();
    let (real, short) = (pressed(&[]), pressed(&["--time-scale", "0.5"]));
    assert_ne!(boot(&real), boot(&short));
    assert_ne!(version(&real), version(&short));
    assert_eq!(version(&real), version(&pressed(&[])));
}

#[test]
fn a_site_without_the_worker_has_no_times_in_its_stead() {
    assert_eq!(pressed(&["--no-offline", "--time-scale", "0.5"]).text("sw.js"), "// sw-off.js\n");
}

#[test]
fn a_scale_that_is_none_is_refused() {
    for factor in ["0", "-1", "1.5", "NaN", "", "fast"] {
        let desk = Desk::new(&[("a.md", &post("A", "2024-01-01", "x"))]);
        built_reader(&desk, 1);
        let run = build_with(&desk, &[&format!("--time-scale={factor}")]);
        assert_eq!(run.code, Some(2), "{factor}: {}", run.said);
        run.says("above 0 and at most 1");
        assert!(!desk.site().exists());
    }
}

//! The times of the page script and of the service worker, as the line that stands ahead of each. Must not know what they
//! are for.

use std::fmt::Write as _;

use handscroll_core::contract::times::{self, Scale, User};

/// Returns the line `const TIMES = {"NAME_MS":1000,…};` with what this script uses.
pub(super) fn line(user: User, scale: Scale) -> String {
    let mut line = String::from("const TIMES = {");
    for (at, (name, ms)) in times::of_script(user, scale).enumerate() {
        let _ = write!(line, "{}\"{name}\":{ms}", if at == 0 { "" } else { "," });
    }
    line + "};\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_gets_its_times_shortened_by_the_scale() {
        let check = |factor: f64, expected: &str| {
            let scale = Scale::new(factor).unwrap();
            assert_eq!(line(User::PageScript, scale), expected, "{factor}");
        };
        check(1.0, "const TIMES = {\"FIRST_PICTURES_LIMIT_MS\":4000};\n");
        check(0.2, "const TIMES = {\"FIRST_PICTURES_LIMIT_MS\":800};\n");
        let worker = line(User::ServiceWorker, Scale::REAL);
        let times: serde_json::Value =
            serde_json::from_str(worker.strip_prefix("const TIMES = ").unwrap().strip_suffix(";\n").unwrap()).unwrap();
        assert_eq!((&times["NETWORK_LIMIT_MS"], &times["FIRST_PICTURES_LIMIT_MS"]), (&3_000.into(), &().into()));
    }
}

//! The sanitiser that ours is measured against, fetched once into the cache folder; it never comes into the clone.

use std::fs;

use anyhow::{Context, ensure};
use sha2::{Digest as _, Sha512};

use crate::tools::npm_package;

/// Its version in the npm registry.
pub(super) const VERSION: &str = "3.4.18";

/// The one file of it that runs.
const FILE: &str = "dist/purify.min.js";

/// SHA-512 of the one file of it that runs.
const SHA512: &str = "add47d1ae574c4ba40d0b043462bb6122df03a03dbbf324873b7a562cbee463f\
                      53fef7615df26bf66702f31a32b97a031f266e8ac0fd089e9085d066e3c1c436";

/// The script, which makes `DOMPurify` a global name.
///
/// # Errors
/// When it is neither in the cache nor to be had, or differs from what is expected.
pub(super) fn script() -> anyhow::Result<Vec<u8>> {
    let package = npm_package("dompurify", VERSION, FILE, "for the bench to compare with", "seconds")?;
    let path = package.join(FILE);
    let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    ensure!(is_genuine(&bytes), "{} is not DOMPurify {VERSION}; remove its folder and try again", path.display());
    Ok(bytes)
}

fn is_genuine(script: &[u8]) -> bool {
    let found: String = Sha512::digest(script).iter().map(|byte| format!("{byte:02x}")).collect();
    found == SHA512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_script_is_not_taken_for_it() {
        assert_eq!(SHA512.len(), 128);
        assert!(!is_genuine(b"var DOMPurify = { sanitize: (html) => html };"));
    }
}

//! The size budget: what a first visit downloads of the reader, as a good host sends it.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use crate::artifacts::READER_FILES;

/// Wasm and JavaScript together, after brotli at its best. To raise it takes a record in docs/decisions/.
const BUDGET_BYTES: usize = 360_000;

/// A file and what it weighs.
#[derive(Debug)]
struct Weight {
    name: &'static str,
    raw_bytes: usize,
    brotli_bytes: usize,
}

/// Weighs the reader in `folder`, and prints each part.
///
/// # Errors
/// When a file is missing, or all together are above the budget.
pub(crate) fn check(folder: &Path) -> anyhow::Result<()> {
    let weights = READER_FILES.iter().map(|name| weigh(folder, name)).collect::<anyhow::Result<Vec<_>>>()?;
    eprintln!("{:>10} {:>10}  file", "raw", "brotli 11");
    for weight in &weights {
        eprintln!("{:>10} {:>10}  {}", weight.raw_bytes, weight.brotli_bytes, weight.name);
    }
    let total = weights.iter().map(|weight| weight.brotli_bytes).sum();
    eprintln!("{:>10} {total:>10}  of {BUDGET_BYTES}", weights.iter().map(|weight| weight.raw_bytes).sum::<usize>());
    within(total)
}

fn within(total: usize) -> anyhow::Result<()> {
    if total > BUDGET_BYTES {
        bail!("the reader weighs {total} bytes, {} above its budget of {BUDGET_BYTES}", total - BUDGET_BYTES);
    }
    Ok(())
}

fn weigh(folder: &Path, name: &'static str) -> anyhow::Result<Weight> {
    let path = folder.join(name);
    let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(Weight { name, raw_bytes: bytes.len(), brotli_bytes: brotli_bytes(&bytes)? })
}

fn brotli_bytes(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut compressed = Vec::new();
    // Quality 11 and a window of 2^22 bytes: what hosts that compress beforehand use.
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
    writer.write_all(bytes).and_then(|()| writer.flush()).context("could not compress")?;
    drop(writer);
    Ok(compressed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_kept_to_the_byte() {
        assert!(within(BUDGET_BYTES).is_ok());
        let message = within(BUDGET_BYTES + 1).unwrap_err().to_string();
        assert!(message.contains("1 above its budget"), "{message}");
    }

    #[test]
    fn a_reader_is_weighed_compressed_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        for name in READER_FILES {
            assert!(check(folder.path()).is_err(), "{name} is missing yet");
            fs::write(folder.path().join(name), "one and the same ".repeat(1000)).unwrap();
        }
        check(folder.path()).unwrap();
        let weight = weigh(folder.path(), "boot.js").unwrap();
        assert_eq!(weight.raw_bytes, 17_000);
        assert!(weight.brotli_bytes < 100, "{weight:?}");
    }
}

//! How much of what was merely read may stay: the person's choice, which the worker is told. Must not know what it keeps.

use handscroll_core::records::kinds;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Saving;
use crate::browser::saving::shelf;
use crate::browser::{caches, worker};

/// The setting under which the number of bytes is kept.
const READ_LIMIT: &str = "read-limit";

/// The worker's own limit, in bytes, as long as nobody has chosen.
pub const DEFAULT_READ_LIMIT: u64 = 200_000_000;

/// The limits that are offered, in bytes.
pub const READ_LIMITS: [u64; 5] = [20_000_000, 50_000_000, 100_000_000, DEFAULT_READ_LIMIT, 500_000_000];

impl Saving {
    /// Bytes of what was merely read that may stay.
    pub fn read_limit(&self) -> u64 {
        self.inner().records.track(kinds::SETTING);
        self.chosen_limit().unwrap_or(DEFAULT_READ_LIMIT)
    }

    fn chosen_limit(&self) -> Option<u64> {
        let limit = self.inner().records.get(kinds::SETTING, READ_LIMIT)?.as_u64()?;
        READ_LIMITS.contains(&limit).then_some(limit)
    }

    /// From now on so many bytes may stay.
    pub fn set_read_limit(&self, bytes: u64) {
        self.inner().records.put(kinds::SETTING, READ_LIMIT, bytes.into());
    }

    /// Takes away all that was merely read. `false` where that could not be done.
    pub async fn clear_read(&self) -> bool {
        if worker::clear_read().await {
            return true;
        }
        // No worker keeps count of it.
        caches::remove(&shelf::name(&self.inner().page.root, "read")).await
    }

    /// The worker is told of the choice, now and when it changes. One that comes into being later is told at the next visit.
    pub(super) fn tell_limit(&self) {
        let saving = *self;
        Effect::new(move |told: Option<Option<u64>>| {
            saving.inner().records.track(kinds::SETTING);
            let limit = saving.chosen_limit();
            if let Some(bytes) = limit.filter(|_| told.flatten() != limit) {
                spawn_local(async move {
                    worker::set_read_limit(bytes as f64).await;
                });
            }
            limit
        });
    }
}

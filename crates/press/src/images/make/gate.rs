//! Bounds the memory of pictures that are decoded at the same time. Knows bytes alone.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lets in as many as fit together; one that is larger than all there is waits until it is alone.
#[derive(Debug)]
pub(super) struct Gate {
    capacity: u64,
    free: Mutex<u64>,
    changed: Condvar,
}

/// What was let in; when it is dropped, its place is free again.
#[derive(Debug)]
pub(super) struct Inside<'a> {
    gate: &'a Gate,
    weight: u64,
}

impl Gate {
    /// A gate to a place for `capacity` bytes.
    pub(super) fn new(capacity: u64) -> Self {
        Self { capacity, free: Mutex::new(capacity), changed: Condvar::new() }
    }

    /// Waits until there is a place for `weight` bytes. Who is inside must not enter again.
    pub(super) fn enter(&self, weight: u64) -> Inside<'_> {
        let weight = weight.min(self.capacity);
        let mut free = self.lock();
        while *free < weight {
            free = self.changed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= weight;
        Inside { gate: self, weight }
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        // A thread that panicked while it held the number left it whole: every change is one subtraction or addition.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        *self.gate.lock() += self.weight;
        self.gate.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_inside_than_there_is_room_for() {
        let gate = Gate::new(100);
        let (inside, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for weight in [30, 60, 100, 45, 500, 10, 70, 25] {
                let (gate, inside, most) = (&gate, &inside, &most);
                scope.spawn(move || {
                    let _inside = gate.enter(weight);
                    let weight = weight.min(100);
                    most.fetch_max(inside.fetch_add(weight, Ordering::SeqCst) + weight, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    inside.fetch_sub(weight, Ordering::SeqCst);
                });
            }
        });
        let most = most.into_inner();
        assert!((70..=100).contains(&most), "{most}");
        assert_eq!(*gate.lock(), 100);
    }
}

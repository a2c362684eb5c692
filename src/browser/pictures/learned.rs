//! What was learned of pictures and their hosts, for the next time: what worked, and sizes nobody had told. Small, and
//! bounded. Must not know how anything is tried.

use std::cell::RefCell;

use crate::browser::storage;
use crate::state::kept::Kept;
use crate::state::ladder::Rung;

/// Hosts whose manner is remembered.
const HOSTS: usize = 64;
/// Pictures whose size is remembered; at 100 bytes each this is 30 kB of the 5 MB a site may keep.
const SIZES: usize = 300;

pub(super) struct Learned {
    root: String,
    hosts: RefCell<Kept>,
    sizes: RefCell<Kept>,
}

impl Learned {
    /// What was learned on this site.
    pub(super) fn of_site(root: &str) -> Self {
        let kept = |key, most| RefCell::new(Kept::read(&storage::kept_at(root, key).unwrap_or_default(), most));
        Self { root: root.to_owned(), hosts: kept("picture-hosts", HOSTS), sizes: kept("picture-sizes", SIZES) }
    }

    /// What worked for pictures that come from the host of this address.
    pub(super) fn worked(&self, address: &str) -> Option<Rung> {
        Rung::read(self.hosts.borrow().get(host(address))?)
    }

    pub(super) fn learn_worked(&self, address: &str, rung: Rung) {
        if self.hosts.borrow_mut().put(host(address), &rung.text()) {
            storage::keep_at(&self.root, "picture-hosts", &self.hosts.borrow().text());
        }
    }

    /// Width and height in pixels.
    pub(super) fn size(&self, address: &str) -> Option<(u32, u32)> {
        let sizes = self.sizes.borrow();
        let (width, height) = sizes.get(address)?.split_once('x')?;
        let pixels = |text: &str| text.parse().ok().filter(|pixels| (1..=65_535).contains(pixels));
        pixels(width).zip(pixels(height))
    }

    pub(super) fn learn_size(&self, address: &str, (width, height): (u32, u32)) {
        // An address that is itself the picture would fill the store.
        if address.len() <= 500 && self.sizes.borrow_mut().put(address, &format!("{width}x{height}")) {
            storage::keep_at(&self.root, "picture-sizes", &self.sizes.borrow().text());
        }
    }
}

fn host(address: &str) -> &str {
    let place = address.split_once("://").map_or("", |(_, rest)| rest);
    place.split('/').next().unwrap_or_default()
}

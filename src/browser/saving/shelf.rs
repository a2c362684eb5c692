//! Where saved articles stand: a store of the site's own, by paths relative to its root. Written by pages alone; the worker
//! answers from it (docs/format.md). Must not know what belongs to which article.

use std::collections::HashSet;

use crate::browser::caches::{Refusal, Store};
use crate::browser::fetch::File;

/// The store of one site.
pub struct Shelf {
    root: String,
    store: Store,
    /// What the worker keeps of what was merely read: a picture that is there need not be fetched.
    read: Option<Store>,
}

/// The name of a store of the site at `root`.
pub fn name(root: &str, store: &str) -> String {
    format!("handscroll:{root}:{store}")
}

impl Shelf {
    /// Opens that of the site at `root`, absolute.
    ///
    /// # Errors
    /// When the browser has none to give.
    pub async fn open(root: &str) -> Result<Self, Refusal> {
        let store = Store::open(&name(root, "saved")).await?;
        Ok(Self { root: root.to_owned(), store, read: Store::existing(&name(root, "read")).await })
    }

    /// As [`Shelf::open`], if anything was ever saved.
    pub async fn existing(root: &str) -> Option<Self> {
        Store::existing(&name(root, "saved")).await?;
        Self::open(root).await.ok()
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// All that is there.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn paths(&self) -> Result<HashSet<String>, Refusal> {
        let addresses = self.store.addresses().await?;
        Ok(addresses.iter().filter_map(|address| address.strip_prefix(&self.root)).map(str::to_owned).collect())
    }

    /// The file, if it is there.
    pub async fn get(&self, path: &str) -> Option<File> {
        self.store.get(&self.address(path)).await
    }

    /// The file, if it was merely read and is still there.
    pub async fn lately_read(&self, path: &str) -> Option<File> {
        self.read.as_ref()?.get(&self.address(path)).await
    }

    /// The pages of articles that were merely read and are still there, the last kept first.
    pub async fn lately_read_articles(&self) -> Vec<String> {
        let Some(read) = &self.read else { return Vec::new() };
        let addresses = read.addresses().await.unwrap_or_default();
        let paths = addresses.iter().rev().filter_map(|address| address.strip_prefix(&self.root));
        paths.filter(|path| is_article(path)).map(str::to_owned).collect()
    }

    /// Bytes of a file that is there.
    pub async fn size(&self, path: &str) -> u64 {
        self.store.size(&self.address(path)).await.unwrap_or_default()
    }

    /// Puts a file.
    ///
    /// # Errors
    /// When there is no room for it.
    pub async fn put(&self, path: &str, file: &File) -> Result<(), Refusal> {
        self.store.put(&self.address(path), file).await
    }

    /// Puts a mark that the file at `same` stands for that at `path`.
    ///
    /// # Errors
    /// When there is no room for it.
    pub async fn put_same(&self, path: &str, same: &str) -> Result<(), Refusal> {
        self.store.put_same(&self.address(path), same).await
    }

    /// Takes a file out.
    pub async fn remove(&self, path: &str) -> bool {
        self.store.remove(&self.address(path)).await
    }
}

/// Whether a path is that of an article's page.
pub fn is_article(path: &str) -> bool {
    let id = path.strip_prefix("a/").and_then(|rest| rest.strip_suffix('/'));
    id.is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

//! What is shown of an article around its body. Where it comes from (a twin, a feed) is not known here.

use handscroll_core::feed::Item;

/// The head of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its title; empty where it has none.
    pub title: String,
    /// BCP 47; empty where unknown.
    pub language: String,
    /// From the widest to the narrowest.
    pub categories: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// RFC 3339.
    pub date: Option<String>,
    /// Minutes to read it.
    pub minutes: Option<u32>,
    /// Where the original stands.
    pub original: Option<String>,
}

/// The article before or after one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Its address, absolute.
    pub href: String,
    /// Its title.
    pub title: String,
    /// BCP 47; empty where unknown.
    pub language: String,
}

impl Head {
    /// Its language, where it is known.
    pub fn known_language(&self) -> Option<String> {
        (!self.language.is_empty()).then(|| self.language.clone())
    }

    /// What the manifest says of an article.
    pub fn of_item(item: &Item) -> Self {
        let extension = item.extension.as_ref();
        let web = |address: &&String| address.starts_with("https://") || address.starts_with("http://");
        // In a feed of others, the item's own page is the original.
        let page = item.url.as_ref().filter(|_| extension.is_none());
        Self {
            title: item.title.clone(),
            language: item.language.clone().unwrap_or_default(),
            categories: extension.map(|extension| extension.categories.clone()).unwrap_or_default(),
            authors: item.authors.iter().map(|author| author.name.clone()).collect(),
            date: item.date_published.clone(),
            minutes: extension.map(|extension| extension.minutes).filter(|minutes| *minutes > 0),
            original: item.external_url.as_ref().or(page).filter(web).cloned(),
        }
    }
}

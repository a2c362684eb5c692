//! The engines that the tests run in: what each is called, and which of them a run asks for. Starts nothing.

use std::fmt;

use anyhow::{Context as _, ensure};

/// What lays out a page and runs its scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Chrome's, Edge's and Android's, by chromedriver.
    Chromium,
    /// Gecko, by geckodriver.
    Firefox,
    /// Safari's, in its GTK port, by WebKitWebDriver.
    WebKit,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The engines of this run: as `HANDSCROLL_ENGINES` lists them, else Chromium alone.
    ///
    /// # Panics
    /// When the list holds something else: a run that leaves an engine out in silence would be worse than none.
    pub fn wanted() -> Vec<Self> {
        match std::env::var("HANDSCROLL_ENGINES") {
            Ok(list) => listed(&list).unwrap_or_else(|error| panic!("HANDSCROLL_ENGINES: {error}")),
            Err(_) => vec![Self::Chromium],
        }
    }

    /// Whether this run asks for it.
    ///
    /// # Panics
    /// As [`Engine::wanted`].
    pub fn is_wanted(self) -> bool {
        Self::wanted().contains(&self)
    }

    /// As it is written in lists, and at the end of a test's name after `in_`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The variable that names its driver, and the name under which a driver is looked for without it.
    pub(crate) fn driver(self) -> (&'static str, &'static str) {
        match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKit => ("WEBKITWEBDRIVER", "WebKitWebDriver"),
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The engines of a list such as `chromium,webkit`.
///
/// # Errors
/// When it is empty, or names something that is no engine.
pub fn listed(list: &str) -> anyhow::Result<Vec<Engine>> {
    let engine = |name: &str| {
        let found = Engine::ALL.into_iter().find(|engine| engine.name() == name.trim());
        found.with_context(|| format!("“{name}” is no engine: chromium, firefox and webkit are"))
    };
    ensure!(!list.trim().is_empty(), "no engine is listed: chromium, firefox and webkit are known");
    list.split(',').map(engine).collect()
}

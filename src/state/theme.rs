//! The colours a person chose. Only names; what they look like is in style/tokens.css.

use handscroll_core::strings::Strings;

/// A choice of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Ink on white paper.
    Light,
    /// Ink on old paper.
    Sepia,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Sepia, Self::Dark];

    /// The name under which it is remembered, and which `data-theme` has.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Sepia => "sepia",
            Self::Dark => "dark",
        }
    }

    /// What it is called to a person.
    pub fn label(self, words: &Strings) -> &'static str {
        match self {
            Self::System => words.theme_system,
            Self::Light => words.theme_light,
            Self::Sepia => words.theme_sepia,
            Self::Dark => words.theme_dark,
        }
    }

    /// The choice of that name; the system's for any other.
    pub fn of_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }
}

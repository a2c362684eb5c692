//! In which way a site can be installed where the reader runs. Pure; what a browser says of itself is asked in `browser`.

/// What a browser says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The page is shown without the browser's bars.
    pub is_app: bool,
    /// The site was installed while the page was open.
    pub was_installed: bool,
    /// The browser has offered to install the site.
    pub is_offered: bool,
    /// It is one of those on an iPhone or iPad, which offer nothing and have a menu.
    pub is_ios: bool,
}

/// How the site can be installed, or that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One reads in it.
    Inside,
    /// It has just been installed.
    Installed,
    /// By a button on the page.
    Button,
    /// By the menu for sharing.
    ShareMenu,
    /// By the browser's own menu, if at all.
    OwnMenu,
}

impl Way {
    /// The way that these signs show.
    pub fn of(signs: Signs) -> Self {
        match signs {
            Signs { is_app: true, .. } => Self::Inside,
            Signs { was_installed: true, .. } => Self::Installed,
            Signs { is_offered: true, .. } => Self::Button,
            Signs { is_ios: true, .. } => Self::ShareMenu,
            _ => Self::OwnMenu,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_goes_before_what_can_be_done() {
        let check = |signs: Signs, expected: Way| assert_eq!(Way::of(signs), expected, "{signs:?}");
        let none = Signs::default();
        check(none, Way::OwnMenu);
        check(Signs { is_ios: true, ..none }, Way::ShareMenu);
        check(Signs { is_offered: true, ..none }, Way::Button);
        check(Signs { is_offered: true, was_installed: true, ..none }, Way::Installed);
        check(Signs { is_app: true, is_ios: true, ..none }, Way::Inside);
    }
}

//! In which order a picture's addresses are tried, and whether the host is told which page asks. Must not know how it is asked.

/// Whether a host is told where a picture is shown. Some give nothing to those who say it, and some nothing to those who do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referrer {
    /// It is told nothing.
    Kept,
    /// It is told the site, not the page.
    Told,
}

/// One attempt: one of the picture's addresses, by its place in their list, in one of the two manners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Which address.
    pub address: usize,
    /// In which manner.
    pub referrer: Referrer,
}

impl Rung {
    /// As it is remembered.
    pub fn text(self) -> String {
        let sign = match self.referrer {
            Referrer::Kept => '-',
            Referrer::Told => '+',
        };
        format!("{}{sign}", self.address)
    }

    /// Reads what was remembered.
    pub fn read(text: &str) -> Option<Self> {
        let (address, referrer) = match text.strip_suffix('+') {
            Some(address) => (address, Referrer::Told),
            None => (text.strip_suffix('-')?, Referrer::Kept),
        };
        Some(Self { address: address.parse().ok()?, referrer })
    }
}

/// All attempts, in order. `is_own` says of each address whether it is of the site itself, which is asked before others are;
/// the other addresses stand best first, the publisher's proxies last. `worked` is what worked for such a picture before.
pub fn rungs(is_own: &[bool], worked: Option<Rung>) -> Vec<Rung> {
    let places = |wanted: bool| is_own.iter().enumerate().filter(move |(_, own)| **own == wanted).map(|(at, _)| at);
    let own = places(true).map(|address| Rung { address, referrer: Referrer::Kept });
    let elsewhere =
        places(false).flat_map(|address| [Referrer::Kept, Referrer::Told].map(|referrer| Rung { address, referrer }));
    let mut elsewhere: Vec<Rung> = elsewhere.collect();
    if let Some(at) = worked.and_then(|worked| elsewhere.iter().position(|rung| *rung == worked)) {
        elsewhere[..=at].rotate_right(1);
    }
    own.chain(elsewhere).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_then_the_origin_then_the_proxies() {
        let check = |is_own: &[bool], worked: &str, expected: &str| {
            let found: Vec<String> = rungs(is_own, Rung::read(worked)).into_iter().map(Rung::text).collect();
            assert_eq!(found.join(" "), expected, "{is_own:?}, {worked} worked");
        };
        check(&[], "", "");
        check(&[true], "0+", "0-");
        check(&[false], "", "0- 0+");
        check(&[false, false], "", "0- 0+ 1- 1+");
        check(&[false, true], "", "1- 0- 0+");
        check(&[true, false, false], "2-", "0- 2- 1- 1+ 2+");
        check(&[false, false], "0+", "0+ 0- 1- 1+");
        check(&[false], "7+", "0- 0+");
        check(&[false], "x", "0- 0+");
    }
}

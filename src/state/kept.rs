//! A short list of what was learned, as text that can be kept: the newest stay. Must not know what is learned.

/// Pairs of a key and a value without blanks, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pairs: Vec<(String, String)>,
    most: usize,
}

impl Kept {
    /// Reads what was kept; `most` pairs stay. What cannot be read is left out: it is learned anew.
    pub fn read(text: &str, most: usize) -> Self {
        let pair = |line: &str| line.split_once(' ').map(|(key, value)| (key.to_owned(), value.to_owned()));
        let mut pairs: Vec<_> = text.lines().filter_map(pair).collect();
        pairs.drain(..pairs.len().saturating_sub(most));
        Self { pairs, most }
    }

    /// What is known of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Learns `value` of `key`. `false` if that was known, and nothing is to be written.
    pub fn put(&mut self, key: &str, value: &str) -> bool {
        if self.get(key) == Some(value) || key.is_empty() || key.contains([' ', '\n', '\r']) {
            return false;
        }
        self.pairs.retain(|(known, _)| known != key);
        self.pairs.push((key.to_owned(), value.to_owned()));
        self.pairs.drain(..self.pairs.len().saturating_sub(self.most));
        true
    }

    /// The text to keep.
    pub fn text(&self) -> String {
        self.pairs.iter().flat_map(|(key, value)| [key, " ", value, "\n"]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_stay() {
        let mut kept = Kept::read("a 1\nnothing\nb 2 3\n", 2);
        assert_eq!((kept.get("a"), kept.get("b"), kept.get("c")), (Some("1"), Some("2 3"), None));
        assert!(!kept.put("a", "1"), "known");
        assert!(!kept.put("a key", "1"), "no key");
        assert!(kept.put("c", "4"));
        assert_eq!(kept.text(), "b 2 3\nc 4\n");
        assert!(kept.put("b", "5"));
        assert_eq!(kept.text(), "c 4\nb 5\n");
        assert_eq!(Kept::read(&kept.text(), 1).text(), "b 5\n");
    }
}

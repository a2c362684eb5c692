//! Takes a picture out of a `data:` address, which a page's policy would not show. Must not judge whether it is wanted.

use std::sync::Arc;

use data_url::DataUrl;

use super::local::{LocalPicture, Origin};

/// Whether an address holds its content itself.
pub fn is_data(address: &str) -> bool {
    address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"))
}

/// The picture that a `data:` address holds; `None` for what is no picture of pixels, whatever type it says it is.
pub fn read(address: &str) -> Option<LocalPicture> {
    let (bytes, _) = DataUrl::process(address).ok()?.decode_to_vec().ok()?;
    let bytes: Arc<[u8]> = bytes.into();
    LocalPicture::of_bytes(&bytes, Origin::Inside(bytes.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: Option<(&str, (u32, u32))>) {
        let found = read(address);
        let found = found.as_ref().map(|picture| (picture.path.rsplit('.').next().unwrap_or_default(), picture.size));
        assert_eq!(found, expected, "{address}");
    }

    #[test]
    fn only_pictures_are_taken() {
        let gif = "R0lGODlhAwACAIAAAAAAAP///yH5BAEAAAAALAAAAAADAAIAAAIDRAJZADs=";
        check(&format!("data:image/gif;base64,{gif}"), Some(("gif", (3, 2))));
        // The type it claims does not matter, nor do its case, line ends inside, or percent signs.
        check(&format!("DATA:text/html;base64,{}\n{}", &gif[..20], &gif[20..]), Some(("gif", (3, 2))));
        check(&format!("data:;base64,{}", gif.replace('=', "%3D")), Some(("gif", (3, 2))));
        check("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>", Some(("svg", (300, 150))));
        check("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", None);
        check("data:image/png;base64,%%%", None);
        check("data:", None);
        check("https://read.example/a.gif", None);
    }
}

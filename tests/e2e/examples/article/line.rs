//! What came over the line, by what the browser tells of it. Must not know what it was wanted for.

use std::collections::HashMap;

use serde_json::Value;

/// Bytes that have come, with what stands before them in an answer.
#[derive(Debug, Default)]
pub(crate) struct Line {
    coming: HashMap<String, Coming>,
    /// Of pictures.
    pub(crate) image_bytes: f64,
    /// Of everything.
    pub(crate) bytes: f64,
}

/// A file that is on its way.
#[derive(Debug)]
struct Coming {
    is_image: bool,
    bytes: f64,
}

impl Line {
    /// Counts what these events tell, which follow those of the last call.
    pub(crate) fn hear(&mut self, events: &[Value]) {
        for event in events {
            let given = &event["params"];
            let number = |name: &str| given[name].as_f64().unwrap_or_default();
            let Some(request) = given["requestId"].as_str() else { continue };
            match event["method"].as_str() {
                Some("Network.requestWillBeSent") => {
                    let is_image = is_image(given["request"]["url"].as_str().unwrap_or_default());
                    self.coming.insert(request.to_owned(), Coming { is_image, bytes: 0.0 });
                }
                Some("Network.dataReceived") => {
                    if let Some(coming) = self.coming.get_mut(request) {
                        coming.bytes += number("dataLength");
                    }
                }
                Some("Network.loadingFinished") => self.count(request, Some(number("encodedDataLength"))),
                // What was given up has come in part.
                Some("Network.loadingFailed") => self.count(request, None),
                _ => {}
            }
        }
    }

    fn count(&mut self, request: &str, whole: Option<f64>) {
        let Some(Coming { is_image, bytes }) = self.coming.remove(request) else { return };
        let bytes = whole.unwrap_or(bytes);
        self.bytes += bytes;
        self.image_bytes += if is_image { bytes } else { 0.0 };
    }
}

/// Whether an address is a picture's.
pub(crate) fn is_image(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    [".webp", ".jpg", ".jpeg", ".png", ".gif"].iter().any(|end| path.ends_with(end))
}

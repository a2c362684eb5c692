//! What other tabs of this site do, while they do it. Knows lines of text; must not know what is in them.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// Bytes of one message. A backup that is taken in is told in several.
const MOST_BYTES: usize = 1_000_000;

/// Hears other tabs until it is dropped.
pub(super) struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Calls `hear` with what other tabs tell. `None` where the browser has no such channels: the next visit knows all.
    pub(super) fn open(name: &str, hear: impl Fn(&str) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                hear(&text);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, _heard: heard })
    }

    /// Tells other tabs some lines.
    pub(super) fn tell(&self, lines: impl Iterator<Item = String>) {
        let mut message = String::new();
        for line in lines {
            if message.len() + line.len() > MOST_BYTES {
                let _ = self.channel.post_message(&std::mem::take(&mut message).into());
            }
            message.push_str(&line);
            message.push('\n');
        }
        if !message.is_empty() {
            let _ = self.channel.post_message(&message.into());
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

//! Other tabs of the site, and this one's coming and going: what is told and heard, and what becomes of what is being written
//! when the page is left. Knows the store; must not know what a record says.

use std::rc::Rc;

use handscroll_core::records::Record;
use handscroll_core::records::journal::Journal;
use wasm_bindgen_futures::spawn_local;

use super::Store;
use super::channel::Channel;
use crate::browser::listen::Listener;
use crate::browser::storage;

impl Store {
    pub(super) fn tell_others(&self, records: &[Record]) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.tell(records.iter().map(Record::line));
        }
    }

    /// Hears other tabs, except while the document lies in the browser's store of pages that one may come back to.
    pub(super) fn listen(self: &Rc<Self>) {
        self.open_channel();
        let (hidden, shown) = (Rc::downgrade(self), Rc::downgrade(self));
        let listeners = [
            Listener::on_window("pagehide", move || {
                if let Some(store) = hidden.upgrade() {
                    store.channel.take();
                    store.leave();
                }
            }),
            Listener::on_return(move || {
                if let Some(store) = shown.upgrade() {
                    store.open_channel();
                    store.is_left.set(false);
                    spawn_local(async move { store.read_again().await });
                }
            }),
        ];
        // They last as long as the document.
        std::mem::forget(listeners);
    }

    fn open_channel(self: &Rc<Self>) {
        let there = Rc::downgrade(self);
        let channel = Channel::open(&storage::name(&self.root, "state"), move |text| {
            if let Some(store) = there.upgrade() {
                store.merge(Journal::parse(text));
            }
        });
        self.channel.replace(channel);
    }

    /// What is being written is left to the journal, if there is one.
    fn leave(&self) {
        if self.health.borrow().has_journal {
            self.is_left.set(true);
            if let Some(database) = &*self.database.borrow() {
                database.leave();
            }
        }
    }

    async fn read_again(self: &Rc<Self>) {
        let database = self.database.borrow().clone();
        let Some(database) = database else { return };
        if let Ok(contents) = database.read().await {
            self.merge(contents.records);
        }
        let waiting = self.journals.waiting();
        self.write(waiting).await;
    }
}

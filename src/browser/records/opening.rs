//! Which database is the reader's: the first of its names that can be used. One that cannot is left as it is, under its
//! name, and told of; when it can be used again, what was written beside it goes back into it.

use std::rc::Rc;

use handscroll_core::records::Record;

use super::super::database::{Closed, Database, DatabaseError, STEPS};
use super::super::storage;
use crate::state::keeping::{Aside, AsideReason};

/// The last part of the database's name. One beside it has a number, from 2 on.
const NAME: &str = "state";
/// So many can be set aside. More would say that the browser cannot be written to at all.
const MOST: u32 = 5;
/// Where it stands which number was used last.
const NUMBER: &str = "state-number";

/// What was found.
pub(super) struct Opened {
    pub(super) database: Rc<Database>,
    /// What could be read, of all of them.
    pub(super) records: Vec<Record>,
    /// Those among them that the database does not have yet.
    pub(super) unwritten: Vec<Record>,
    /// So many rows of the database are no records.
    pub(super) unreadable: usize,
    pub(super) aside: Vec<Aside>,
    /// A database beside this one, which is not needed any more when `unwritten` is written.
    pub(super) spare: Option<String>,
}

/// Opens the first that can be used. `closed` is called as [`Database::open`] has it; `begun` with a database that can be
/// written to before all of it has been read, and with none when it turns out that it cannot be used.
pub(super) async fn open(
    root: &str,
    closed: impl Fn(Closed) + Clone + 'static,
    begun: impl Fn(Option<Rc<Database>>),
) -> Result<Opened, DatabaseError> {
    let used = storage::kept_at(root, NUMBER).and_then(|number| number.parse::<u32>().ok()).unwrap_or(1);
    let mut aside = Vec::new();
    let mut unwritten = Vec::new();
    for number in 1..=MOST {
        let name = name(root, number);
        let opened = Database::open(&name, STEPS, closed.clone()).await;
        let read = match opened {
            Ok(database) => {
                let database = Rc::new(database);
                begun(Some(database.clone()));
                database.read().await.map(|contents| (database, contents))
            }
            Err(error) => Err(error),
        };
        if read.is_err() {
            begun(None);
        }
        let reason = match read {
            Ok((database, contents)) => {
                let spare = if number < used { spare(root, used, &mut unwritten).await } else { None };
                if number > used {
                    remember(root, number);
                }
                let records = contents.records.into_iter().chain(unwritten.iter().cloned()).collect();
                return Ok(Opened { database, records, unwritten, unreadable: contents.unreadable, aside, spare });
            }
            Err(DatabaseError::Newer) => AsideReason::Newer,
            Err(DatabaseError::Broken(text)) => AsideReason::Broken(text),
            Err(error) => return Err(error),
        };
        let records = if reason == AsideReason::Newer { read_as_it_is(&name).await } else { Vec::new() };
        aside.push(Aside { name, reason, read: records.len() });
        unwritten.extend(records);
    }
    let last = aside.pop().map(|aside| aside.reason);
    Err(match last {
        Some(AsideReason::Broken(text)) => DatabaseError::Broken(text),
        _ => DatabaseError::Newer,
    })
}

/// `unwritten` is in the database: the one beside it is not needed any more.
pub(super) async fn retire(root: &str, spare: &str) {
    if Database::delete(spare).await.is_ok() {
        remember(root, 1);
    }
}

/// What was written beside a database that can be used again.
async fn spare(root: &str, number: u32, unwritten: &mut Vec<Record>) -> Option<String> {
    let name = name(root, number);
    let contents = Database::open(&name, STEPS, |_| {}).await.ok()?.read().await.ok()?;
    unwritten.extend(contents.records);
    // What is no record there would be lost with it.
    (contents.unreadable == 0).then_some(name)
}

async fn read_as_it_is(name: &str) -> Vec<Record> {
    let Ok(database) = Database::open_as_it_is(name).await else { return Vec::new() };
    database.read().await.map(|contents| contents.records).unwrap_or_default()
}

fn remember(root: &str, number: u32) {
    if number == 1 {
        storage::forget_at(root, NUMBER);
    } else {
        storage::keep_at(root, NUMBER, &number.to_string());
    }
}

fn name(root: &str, number: u32) -> String {
    let plain = storage::name(root, NAME);
    if number == 1 { plain } else { format!("{plain}-{number}") }
}

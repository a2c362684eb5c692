//! The reader's database: records go in and come out, the newest of each subject. Knows IndexedDB, through `idb`; must not
//! know what records mean, or when they are written.

use std::cell::RefCell;
use std::rc::Rc;

use handscroll_core::records::{Merged, Record, Records};
use idb::event::VersionChangeEvent;
use idb::{
    Database as Connection, DatabaseEvent as _, Event as _, Factory, ObjectStore, ObjectStoreParams, Request,
    Transaction, TransactionMode,
};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::turn::{self, Stretch};

/// Where records stand: by `<kind>/<id>`, each as its line of JSON.
const STORE: &str = "records";

/// What one version of the database adds to the one before.
pub type Step = fn(&Connection) -> Result<(), idb::Error>;

/// All versions: the first step makes version 1 of an empty one. One that is published is never changed again.
pub const STEPS: &[Step] = &[|connection| connection.create_object_store(STORE, ObjectStoreParams::new()).map(drop)];

/// Why the database cannot be used. Texts are the browser's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseError {
    /// The browser has none for this site, or keeps it locked: private reading, or a person's choice.
    Forbidden(String),
    /// A later version of the reader has made it.
    Newer,
    /// There is no room.
    Full,
    /// It cannot be read, or is none of ours.
    Broken(String),
}

/// Why an open database was closed, by another hand than ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Another tab changes its shape.
    ForAnother,
    /// It is deleted.
    Deleted,
    /// The browser has lost it.
    ByBrowser,
}

/// An open database. It closes when another tab has to change its shape.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    /// Writing of which the browser has not been told all.
    writing: RefCell<Vec<Rc<ObjectStore>>>,
}

/// What was read, and how much could not be.
#[derive(Debug, Default)]
pub struct Contents {
    /// All that are records.
    pub records: Vec<Record>,
    /// So many rows are none. They stay where they are.
    pub unreadable: usize,
}

impl Database {
    /// Opens the database of that name, made or brought to its last version where it must be. `closed` is called when another
    /// hand closes it.
    ///
    /// # Errors
    /// With the reason for which it cannot be used.
    pub async fn open(
        name: &str,
        steps: &'static [Step],
        closed: impl FnOnce(Closed) + Clone + 'static,
    ) -> Result<Self, DatabaseError> {
        let version = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        let mut request = Factory::new()?.open(name, Some(version))?;
        request.on_upgrade_needed(move |event| {
            if upgrade(&event, steps).is_err() {
                // Taken back, or the browser would take it for the next version.
                let transaction = event.target().ok().and_then(|request| request.transaction());
                let _ = transaction.map(Transaction::abort);
            }
        });
        let mut connection = Connection::try_from(Asked::new(request).answer().await?)?;
        if !connection.store_names().iter().any(|name| name == STORE) {
            connection.close();
            return Err(DatabaseError::Broken(format!("no {STORE}")));
        }
        let lost = closed.clone();
        connection.on_close(move |_| lost(Closed::ByBrowser));
        connection.on_version_change(move |event| {
            // Whoever wants to change or delete it waits for this.
            if let Some(target) = event.target().and_then(|target| Connection::try_from(target).ok()) {
                target.close();
            }
            let change = VersionChangeEvent::try_from(JsValue::from(event));
            let is_deleted = change.is_ok_and(|change| matches!(change.new_version(), Ok(None)));
            closed(if is_deleted { Closed::Deleted } else { Closed::ForAnother });
        });
        Ok(Self::of(connection))
    }

    fn of(connection: Connection) -> Self {
        Self { connection, writing: RefCell::default() }
    }

    /// Opens a database that is there, in whichever version it is, to see what can be read.
    ///
    /// # Errors
    /// With the reason for which nothing can.
    pub async fn open_as_it_is(name: &str) -> Result<Self, DatabaseError> {
        let answer = Asked::new(Factory::new()?.open(name, None)?).answer().await?;
        Ok(Self::of(answer.try_into()?))
    }

    /// Closes it, when what is being written is.
    pub fn close(&self) {
        self.connection.close();
    }

    /// Deletes the database of that name.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn delete(name: &str) -> Result<(), DatabaseError> {
        Asked::new(Factory::new()?.delete(name)?).answer().await?;
        Ok(())
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read(&self) -> Result<Contents, DatabaseError> {
        let transaction = self.connection.transaction(&[STORE], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(STORE)?;
        let asked = Asked::new(store.get_all(None, None)?);
        commit(&store);
        let rows = asked.answer().await?;
        let mut contents = Contents::default();
        let mut stretch = Stretch::begin();
        for row in rows.unchecked_into::<Array>().iter() {
            match row.as_string().and_then(|text| Record::parse(&text).ok()) {
                Some(record) => contents.records.push(record),
                None => contents.unreadable += 1,
            }
            if stretch.is_over() {
                turn::others().await;
                stretch = Stretch::begin();
            }
        }
        Ok(contents)
    }

    /// Writes these, all or none. One that is older than what stands there stays out, and that is given back.
    ///
    /// # Errors
    /// When nothing was written.
    pub async fn write(&self, records: &[Record]) -> Result<Vec<Record>, DatabaseError> {
        let mut transaction = self.connection.transaction(&[STORE], TransactionMode::ReadWrite)?;
        let ended = ended(&mut transaction);
        let store = Rc::new(transaction.object_store(STORE)?);
        self.writing.borrow_mut().push(store.clone());
        let newer = put_newest(&store, records).await;
        self.writing.borrow_mut().retain(|other| !Rc::ptr_eq(other, &store));
        let newer = newer?;
        let is_committed = JsFuture::from(ended).await.is_ok_and(|committed| committed.is_truthy());
        match transaction.error() {
            None if is_committed => Ok(newer),
            Some(error) => Err(idb::Error::DomException(error).into()),
            None => Err(DatabaseError::Broken("the browser took a change back".to_owned())),
        }
    }

    /// The page is being left. Whatever is being written, and waits for what this page says next, is taken back: it would
    /// keep the next page from reading, in Safari for as long as this one lies in the store of pages to come back to.
    pub fn leave(&self) {
        for store in self.writing.take() {
            let _ = store.transaction().abort();
        }
    }
}

/// Puts these, but for those that are older than what is there, which is given back.
async fn put_newest(store: &ObjectStore, records: &[Record]) -> Result<Vec<Record>, DatabaseError> {
    let keys: Vec<JsValue> = records.iter().map(|record| record.key().into()).collect();
    let asked = keys.iter().map(|key| Ok(Asked::new(store.get(key.clone())?)));
    let asked = asked.collect::<Result<Vec<_>, idb::Error>>()?;
    let mut newer = Vec::new();
    for ((record, key), known) in records.iter().zip(&keys).zip(asked) {
        let known = known.answer().await?.as_string().and_then(|text| Record::parse(&text).ok());
        let mut here = Records::default();
        let known =
            known.filter(|known| here.merge(known.clone()) == Merged::New && here.judge(record) == Merged::Older);
        match known {
            Some(known) => newer.push(known),
            None => {
                store.put(&record.line().into(), Some(key))?;
            }
        }
    }
    commit(store);
    Ok(newer)
}

/// Nothing more is asked of the transaction: it ends without this page, also when that is left. Where a browser cannot be
/// told so, it finds out.
fn commit(store: &ObjectStore) {
    let _ = store.transaction().commit();
}

impl Drop for Database {
    fn drop(&mut self) {
        self.close();
    }
}

/// Makes what is missing.
fn upgrade(event: &VersionChangeEvent, steps: &[Step]) -> Result<(), idb::Error> {
    let (connection, old) = (event.database()?, event.old_version()?);
    steps.iter().skip(old as usize).try_for_each(|step| step(&connection))
}

/// A request that was made, and the promise that it will be answered. `idb` can wait for one only with tokio, which the
/// press has with its network and a browser has not: built together, they would share one.
struct Asked<R> {
    request: R,
    settled: Promise,
}

impl<R: Request> Asked<R> {
    fn new(mut request: R) -> Self {
        let settled = Promise::new(&mut |done, _| {
            let other = done.clone();
            request.on_success(move |_| call(&done, true));
            request.on_error(move |_| call(&other, false));
        });
        Self { request, settled }
    }

    /// The answer. What asks something more of the same transaction does so right after it.
    async fn answer(self) -> Result<JsValue, idb::Error> {
        let _ = JsFuture::from(self.settled).await;
        match self.request.error()? {
            Some(exception) => Err(idb::Error::DomException(exception)),
            None => self.request.result(),
        }
    }
}

/// Is kept when a transaction has ended, with whether it was carried out. Both are heard as long as the transaction lives.
fn ended(transaction: &mut Transaction) -> Promise {
    Promise::new(&mut |done, _| {
        let other = done.clone();
        transaction.on_complete(move |_| call(&done, true));
        transaction.on_abort(move |_| call(&other, false));
    })
}

fn call(done: &Function, answer: bool) {
    let _ = done.call1(&JsValue::UNDEFINED, &answer.into());
}

impl From<idb::Error> for DatabaseError {
    fn from(error: idb::Error) -> Self {
        let exception = match &error {
            idb::Error::DomException(exception) => Some(exception.clone()),
            idb::Error::IndexedDbOpenFailed(value) | idb::Error::TransactionOpenFailed(value) => {
                value.dyn_ref::<web_sys::DomException>().cloned()
            }
            _ => None,
        };
        let name = exception.as_ref().map(web_sys::DomException::name).unwrap_or_default();
        let text = exception.map_or_else(|| error.to_string(), |exception| format!("{name}: {}", exception.message()));
        match (name.as_str(), &error) {
            ("VersionError", _) => Self::Newer,
            ("QuotaExceededError", _) => Self::Full,
            // Firefox says the second of a profile that is not to be written to.
            (
                "SecurityError" | "InvalidStateError",
                idb::Error::DomException(_) | idb::Error::IndexedDbOpenFailed(_),
            )
            | (_, idb::Error::IndexedDbNotFound(_)) => Self::Forbidden(text),
            _ => Self::Broken(text),
        }
    }
}

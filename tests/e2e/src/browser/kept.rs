//! What the reader keeps of what a person did, as docs/format.md has it: where one is, and what is in the database. Tests wait for
//! it before they go on to what depends on it.

use serde_json::json;

use super::Browser;

impl Browser {
    /// Waits until the reader has written down where the page is scrolled to. It does so some time after the last step of a
    /// scroll, into the step of the history and, in an article, into the place of the article.
    ///
    /// # Errors
    /// When it does not.
    pub async fn place_is_kept(&self) -> anyhow::Result<()> {
        self.rests().await?;
        let is_kept = "history.state !== null && Math.abs(Number(String(history.state).split(' ')[0]) - scrollY) <= 1";
        self.wait("the place to be kept", is_kept).await
    }

    /// Reads an article to a place, in CSS pixels, and rests there until it is kept.
    ///
    /// # Errors
    /// When the article does not come, or the place is not kept.
    pub async fn read_to(&self, address: &str, top: f64) -> anyhow::Result<()> {
        self.read(address).await?;
        self.scroll_to(top).await?;
        self.place_is_kept().await
    }

    /// Waits until all that was done in the site of this root is in the database: nothing waits in a journal.
    ///
    /// # Errors
    /// When something keeps waiting.
    pub async fn database_has_all(&self, root: &str) -> anyhow::Result<()> {
        let journal = json!(format!("handscroll:{root}:journal-"));
        let none = format!("!Object.keys(localStorage).some((name) => name.startsWith({journal}))");
        self.wait("the journal to be empty", &none).await
    }

    /// Waits until the database of the site of this root has a record: `place/a/one/`.
    ///
    /// # Errors
    /// When it does not come to have it.
    pub async fn database_has(&self, root: &str, record: &str) -> anyhow::Result<()> {
        let script = in_database(root, &format!("records.count({})", json!(record)));
        self.comes_to(&script, &json!(1)).await
    }

    /// Waits until the database of the site of this root is there and answers, behind all that reads it or writes to it now.
    ///
    /// # Errors
    /// When it does not come, or does not answer.
    pub async fn database_answers(&self, root: &str) -> anyhow::Result<()> {
        self.comes_to(&in_database(root, "records.count('none')"), &json!(0)).await
    }
}

/// A promise of what a request to the records comes to, in a transaction that waits for all others; of nothing as long as there
/// is no database.
fn in_database(root: &str, request: &str) -> String {
    let name = json!(format!("handscroll:{root}:state"));
    format!(
        "(async () => {{
           if (!(await indexedDB.databases()).some(({{ name }}) => name === {name})) return null;
           const opening = indexedDB.open({name});
           const base = await new Promise((done, failed) => {{
             opening.onupgradeneeded = () => opening.transaction.abort();
             opening.onsuccess = () => done(opening.result);
             opening.onerror = failed;
           }});
           const change = base.transaction(base.objectStoreNames, 'readwrite');
           const records = change.objectStore('records');
           const request = {request};
           await new Promise((done, failed) => {{ change.oncomplete = done; change.onabort = failed; }});
           base.close();
           return request.result;
         }})()"
    )
}

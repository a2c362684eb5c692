//! Ctrl-C: at whatever moment it comes, what is in the folder is a site, and the next build makes it whole.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::publisher::{Desk, Files, changes, picture, post};
use crate::site;

const POSTS: usize = 600;
/// The number of the interrupt signal, which Ctrl-C sends.
const SIGINT: i32 = 2;

fn desk() -> Desk {
    let desk = Desk::new(&[]);
    for number in 0..POSTS {
        write_post(&desk, number, "Words");
    }
    desk
}

/// Every post has a picture of its own; each twentieth one's is large enough for a thumbnail.
fn write_post(desk: &Desk, number: usize, word: &str) {
    let date = format!("2024-{:02}-{:02} {:02}:00:00", 1 + number / 200, 1 + number % 28, number % 24);
    let body = format!("{word} of number {number}.\n\n![Own](images/{number}.png)");
    desk.write(format!("post-{number}.md"), post(&format!("{word} {number}"), &date, &body));
    let (width, height) = if number.is_multiple_of(20) { (128, 96) } else { (60, 50) };
    desk.write(format!("images/{number}.png"), picture(width, height, number as u32));
}

/// Starts a build and interrupts it as soon as `moment` says so of the site's files. Whether it was stopped in time.
fn interrupt(desk: &Desk, moment: impl Fn(&Desk) -> bool) -> bool {
    let mut child = desk.command().stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while !moment(desk) && child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "the moment never came");
        thread::sleep(Duration::from_millis(2));
    }
    let killed = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).stderr(Stdio::null()).status();
    assert!(killed.is_ok());
    child.wait().unwrap().signal() == Some(SIGINT)
}

/// Entries of a folder of the site; 0 where it is not there yet.
fn entries(desk: &Desk, folder: &str) -> usize {
    fs::read_dir(desk.site().join(folder)).map_or(0, Iterator::count)
}

#[track_caller]
fn check_works(files: &Files) {
    for mut lost in [site::missing_assets(files), site::dangling(files)] {
        if !files.contains_key("index.html") {
            // A first build that was stopped has no way in yet; its articles' way home leads there.
            lost.retain(|address| !address.ends_with(": ../../"));
        }
        lost.truncate(5);
        assert_eq!(lost, Vec::<String>::new());
    }
    assert!(files.keys().all(|path| !path.ends_with(".html") || files[path].ends_with(b"</html>")));
}

#[test]
fn a_first_build_can_be_stopped_at_any_moment() {
    let desk = desk();
    let mut stopped = Vec::new();
    type Moment = fn(&Desk) -> bool;
    let moments: [Moment; 4] = [
        |_| true,
        |desk| entries(desk, "images") > 5,
        |desk| entries(desk, "a") > 300,
        |desk| desk.site().join("feed.json").exists(),
    ];
    for moment in moments {
        stopped.push(interrupt(&desk, moment));
        check_works(&desk.files());
    }
    // The last may come too late; the others had hundreds of files to go.
    assert!(stopped[..3].iter().all(|stopped| *stopped), "{stopped:?}");
    desk.build();
    let whole = desk.files();
    check_works(&whole);
    assert_eq!(site::listed_articles(&whole).len(), POSTS);
    assert_eq!(changes(&built_at_once(&desk), &whole), Vec::<String>::new());
}

#[test]
fn a_later_build_can_be_stopped_at_any_moment() {
    let desk = desk();
    desk.build();
    let before = desk.files();
    // Other texts and titles, new posts in between, and some that go with their pictures.
    for number in 0..POSTS {
        match number % 3 {
            0 => write_post(&desk, number, "Other words"),
            1 => desk.remove(&format!("post-{number}.md")),
            _ => {
                desk.write(format!("new-{number}.md"), post(&format!("New {number}"), "2024-02-02 02:02:02", "Words."))
            }
        }
    }
    let new_pages = |desk: &Desk| entries(desk, "a") - POSTS;
    let changed = |path: &str, desk: &Desk| fs::read(desk.site().join(path)).unwrap() != before[path];
    let mut stopped = Vec::new();
    stopped.push(interrupt(&desk, |desk| new_pages(desk) > 0));
    check_works(&desk.files());
    stopped.push(interrupt(&desk, |desk| new_pages(desk) == POSTS / 3));
    check_works(&desk.files());
    stopped.push(interrupt(&desk, |desk| changed("feed.json", desk)));
    check_works(&desk.files());
    // By now at the latest, pages are taken down.
    stopped.push(interrupt(&desk, |desk| changed("index.html", desk)));
    check_works(&desk.files());
    assert!(stopped[..2].iter().all(|stopped| *stopped), "{stopped:?}");
    desk.build();
    let whole = desk.files();
    check_works(&whole);
    assert_eq!(changes(&built_at_once(&desk), &whole), Vec::<String>::new());
}

/// The same posts, built into an empty folder without a pause.
fn built_at_once(desk: &Desk) -> Files {
    fs::rename(desk.site(), desk.root().join("stopped")).unwrap();
    desk.build();
    desk.files()
}

//! Where the reader starts. Everything else is in the library, so that tests can reach it.

fn main() {
    handscroll_reader::app::start();
}

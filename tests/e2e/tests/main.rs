//! The built site in a real browser, as a person meets it.

mod adoption;
mod article;
mod attacks;
mod comfort;
mod engines;
mod equality;
mod faults;
mod first_sight;
mod hostile;
mod install;
mod library;
mod offline;
mod pictures;
mod place;
mod policy;
mod print_copy;
mod samples;
mod saved;
mod seams;
mod slices;
mod state;
mod state_kept;
mod state_killed;
mod tall;
mod times;
mod viewer;
mod without_reader;

fn main() -> std::process::ExitCode {
    e2e::main()
}

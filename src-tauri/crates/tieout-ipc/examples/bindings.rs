//! Prints the UI's types. Used by `cargo xtask bindings`.
#![allow(clippy::print_stdout)]

fn main() {
    print!("{}", tieout_ipc::bindings::typescript());
}

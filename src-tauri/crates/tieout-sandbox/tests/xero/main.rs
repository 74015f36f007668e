//! The face of the second vendor, proved from outside: every answer is checked against the vendor's published file.
#![cfg(test)]

#[path = "../common/http.rs"]
#[allow(dead_code, reason = "shared with the tests of the other face")]
mod http;

mod basics;
mod books;
mod documents;
mod limits;
mod lists;
mod sign_in;
mod ties;

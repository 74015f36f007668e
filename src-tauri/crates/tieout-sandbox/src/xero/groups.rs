//! Contact groups.
//!
//! Not here: contacts.
//! Invariant: a group knows its members by id only.

use serde_json::{Value, json};

use super::errors::{Saved, refuse};
use super::json::{Body, list, text};
use super::store::Record;

/// A group as it is kept.
pub fn fill(sent: &Body, old: Option<&Record>) -> Saved<Body> {
    let mut body = old.map_or_else(Body::new, |old| old.body.clone());
    for name in ["Name", "Status"] {
        if let Some(value) = sent.get(name).filter(|value| value.is_string()) {
            body.insert(name.to_owned(), value.clone());
        }
    }
    if text(&body, "Name").is_empty() {
        return refuse("name_missing", &["Name"]);
    }
    body.entry("Status").or_insert(json!("ACTIVE"));
    body.entry("Contacts").or_insert(json!([]));
    Ok(body)
}

/// The group with more members.
#[must_use]
pub fn joined(group: &Body, ids: &[String]) -> Body {
    let mut members = list(group, "Contacts");
    for id in ids
        .iter()
        .filter(|id| !members.iter().any(|one| text(one, "ContactID") == *id))
        .collect::<Vec<_>>()
    {
        members.push([("ContactID".to_owned(), json!(id))].into_iter().collect());
    }
    with_members(group, members)
}

/// The group without one member, or without any.
#[must_use]
pub fn left(group: &Body, id: Option<&str>) -> Body {
    let mut members = list(group, "Contacts");
    members.retain(|one| id.is_some_and(|id| text(one, "ContactID") != id));
    with_members(group, members)
}

fn with_members(group: &Body, members: Vec<Body>) -> Body {
    let mut body = group.clone();
    body.insert(
        "Contacts".into(),
        Value::Array(members.into_iter().map(Value::Object).collect()),
    );
    body
}

//! Up to thirty operations in one request.
//!
//! Not here: transactions; items succeed and fail on their own.
//! Invariant: one answer per item, in the order asked.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::QuickBooks;
use super::errors::{Answer, refuse};
use super::kinds::Kind;
use crate::face::BatchEdit;
use crate::wire::{Reply, Request};

const ITEMS_MAX: usize = 30;
/// Shorter than elsewhere: the vendor joins both ids.
const REQUEST_ID_MAX: usize = 36;
const ITEM_ID_MAX: usize = 10;

impl QuickBooks {
    pub(super) fn batch(&mut self, request: &Request, now: Timestamp) -> Answer<Reply> {
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|error| refuse("2010", &[&error.to_string()]).without_element())?;
        let items = body["BatchItemRequest"].as_array().cloned().unwrap_or_default();
        if items.len() > ITEMS_MAX {
            return Err(refuse("1040", &[&items.len().to_string()]));
        }
        let id = request.param("requestid").unwrap_or("");
        let long = |item: &Value| {
            item["bId"]
                .as_str()
                .is_some_and(|bid| bid.chars().count() > ITEM_ID_MAX)
        };
        if !id.is_empty() && (id.chars().count() > REQUEST_ID_MAX || items.iter().any(long)) {
            return Err(refuse("2130", &[id]));
        }
        let answers: Vec<Value> = items.iter().map(|item| self.batch_item(item, now)).collect();
        Ok(Reply::json(
            200,
            &json!({"BatchItemResponse": answers, "time": self.company.stamp_ms(now)}),
        ))
    }

    fn batch_item(&mut self, item: &Value, now: Timestamp) -> Value {
        let mut answer = match self.batch_work(item, now) {
            Ok(Some((name, value))) => json!({name: value}),
            Ok(None) => json!({}),
            Err(refusal) => json!({"Fault": refusal.fault()}),
        };
        if let Some(id) = item.get("bId") {
            answer["bId"] = id.clone();
        }
        answer
    }

    fn batch_work(&mut self, item: &Value, now: Timestamp) -> Answer<Option<(String, Value)>> {
        if let Some(query) = item["Query"].as_str() {
            return Ok(Some(("QueryResponse".to_owned(), self.company.query(query, now)?)));
        }
        let found = item.as_object().and_then(|map| {
            map.iter()
                .find_map(|(name, body)| Kind::find(name).filter(|_| body.is_object()).map(|kind| (kind, body)))
        });
        let Some((kind, body)) = found else {
            return Err(refuse("2000", &["batch item"]));
        };
        let operation = item["operation"].as_str().unwrap_or("").to_lowercase();
        let options = item["optionsData"].as_str().unwrap_or("").to_lowercase();
        let operation = if options == "void" && kind == Kind::Invoice {
            "void".to_owned()
        } else {
            operation
        };
        let saved = self.write(kind, &operation, &options, body, now)?;
        Ok(saved.map(|saved| (kind.name().to_owned(), saved)))
    }
}

/// What a request is about: the entity of its path, or those of its batch items.
pub fn entities(request: &Request) -> Vec<String> {
    let segments = request.segments();
    let entity = segments.get(3).copied().unwrap_or("");
    if !entity.eq_ignore_ascii_case("batch") {
        return vec![entity.to_owned()];
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let items = body["BatchItemRequest"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object);
    let names = items.flat_map(|item| item.keys().filter(|name| Kind::find(name).is_some()).cloned());
    names.collect()
}

pub fn edit(reply: Reply, edit: BatchEdit) -> Reply {
    let mut value = reply.value();
    let Some(items) = value.get_mut("BatchItemResponse").and_then(Value::as_array_mut) else {
        return reply;
    };
    match edit {
        BatchEdit::DropFirst if !items.is_empty() => {
            items.remove(0);
        }
        BatchEdit::DropFirst => {}
        BatchEdit::Reverse => items.reverse(),
    }
    Reply {
        body: value.to_string().into_bytes(),
        ..reply
    }
}

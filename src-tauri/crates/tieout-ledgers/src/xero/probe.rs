//! Looking for what we may have written.
//!
//! Not here: what follows (engine). Invariant: an answer covers everything changed since `since`, or it is an error.
//! A contact is ours by its `ContactNumber`. An invoice is ours if it has our reference and still stands; two of them are two. Items
//! have no member for us: one counts as found when it has the code and the name we gave it and was saved inside the window.

use std::collections::BTreeMap;

use tieout_connect::ledger::{ProbeAnswer, ProbeRequest, Probed};
use tieout_domain::objects::DocumentState;
use tieout_domain::{Failure, Instant, Object, ObjectKind, Record, text};

use super::client::Client;
use super::map::{Context, Entity, code_of};
use super::pull;

pub async fn probe(client: &Client, context: &Context, request: &ProbeRequest) -> Result<ProbeAnswer, Failure> {
    let entity = Entity::of(request.kind)?;
    let ids = request
        .wanted
        .iter()
        .filter_map(|wanted| wanted.remote.as_ref())
        .collect::<Vec<_>>();
    let read_back = pull::by_ids(client, entity, context, &ids).await?;
    let windowed = if ids.len() < request.wanted.len() {
        pull::changed_since(client, entity, context, request.since).await?
    } else {
        Vec::new()
    };
    let window = Window::new(&windowed, request.since);
    let records = |wanted: &Probed| match &wanted.remote {
        Some(id) => read_back.iter().filter(|record| record.id == *id).cloned().collect(),
        None => window.find(request.kind, wanted),
    };
    let found = request
        .wanted
        .iter()
        .map(|wanted| (wanted.marker.clone(), records(wanted)));
    Ok(ProbeAnswer { found: found.collect() })
}

/// The records of a window by what they are found by. Pure.
struct Window<'a>(BTreeMap<String, Vec<&'a Record>>);

impl<'a> Window<'a> {
    fn new(records: &'a [Record], since: Instant) -> Self {
        let mut found: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
        for record in records {
            if let Some(key) = key_of(record, since) {
                found.entry(key).or_default().push(record);
            }
        }
        Self(found)
    }

    fn find(&self, kind: ObjectKind, wanted: &Probed) -> Vec<Record> {
        let records = self.0.get(&key_wanted(kind, wanted)).into_iter().flatten();
        let ours = records.map(|record| Record {
            marker: Some(wanted.marker.clone()),
            ..(*record).clone()
        });
        ours.collect()
    }
}

fn key_of(record: &Record, since: Instant) -> Option<String> {
    match &record.object {
        Object::Invoice(invoice) => invoice
            .reference
            .clone()
            .filter(|_| invoice.state != DocumentState::Void),
        Object::Item(item) => {
            let recent = record.updated_at.is_some_and(|saved| saved >= since);
            recent.then(|| item_key(record.id.as_str(), &item.name))
        }
        _ => record.marker.as_ref().map(ToString::to_string),
    }
}

fn key_wanted(kind: ObjectKind, wanted: &Probed) -> String {
    match kind {
        ObjectKind::Invoice => wanted.name.clone(),
        ObjectKind::Item => item_key(&code_of(&wanted.name, wanted.code.as_deref()), &wanted.name),
        _ => wanted.marker.to_string(),
    }
}

fn item_key(code: &str, name: &str) -> String {
    format!("{code}\n{}", text::name_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xero::map::{self, Row};
    use tieout_domain::Marker;

    const SINCE: &str = "2026-01-01T00:00:00Z";

    fn marker(source: &str) -> Marker {
        Marker::derive("c", &"xero:1".into(), ObjectKind::Invoice, &source.into(), 0)
    }

    fn record(kind: ObjectKind, raw: &str) -> Record {
        let context = Context {
            base_currency: "NZD".try_into().ok(),
        };
        match map::rows(Entity::of(kind).unwrap(), raw, &context).unwrap().remove(0) {
            Row::Record(record) => *record,
            Row::Deleted(id) => panic!("{id} is deleted"),
        }
    }

    fn wanted(name: &str, code: Option<&str>) -> Probed {
        Probed {
            marker: marker("1"),
            name: name.into(),
            code: code.map(Into::into),
            remote: None,
        }
    }

    fn ids(kind: ObjectKind, records: &[Record], wanted: &Probed) -> Vec<String> {
        let found = Window::new(records, SINCE.parse().unwrap()).find(kind, wanted);
        assert!(
            found
                .iter()
                .all(|record| record.marker.as_ref() == Some(&wanted.marker))
        );
        found.into_iter().map(|record| record.id.to_string()).collect()
    }

    #[test]
    fn contacts_are_found_by_our_reference_never_by_name() {
        let ours = format!(r#"{{"ContactID":"1","Name":"B","ContactNumber":"{}"}}"#, marker("1"));
        let records = [
            record(ObjectKind::Customer, &ours),
            record(ObjectKind::Customer, r#"{"ContactID":"2","Name":"A"}"#),
        ];
        assert_eq!(ids(ObjectKind::Customer, &records, &wanted("A", None)), ["1"]);
    }

    #[test]
    fn invoices_are_found_by_our_number_as_often_as_it_stands_there() {
        let invoice = |id: &str, status: &str| {
            let raw = format!(
                r#"{{"InvoiceID":"{id}","Type":"ACCREC","Contact":{{"ContactID":"c"}},"Reference":"TTA-7","Status":"{status}",
                    "Date":"/Date(1795132800000+0000)/","Total":1.00}}"#
            );
            record(ObjectKind::Invoice, &raw)
        };
        let records = [
            invoice("1", "AUTHORISED"),
            invoice("2", "DRAFT"),
            invoice("3", "VOIDED"),
        ];
        assert_eq!(
            ids(ObjectKind::Invoice, &records, &wanted("TTA-7", None)),
            ["1", "2"],
            "two hits are two"
        );
        assert!(ids(ObjectKind::Invoice, &records, &wanted("TTA-70", None)).is_empty());
    }

    #[test]
    fn items_are_found_by_code_and_name_if_saved_since() {
        let item = |code: &str, name: &str, saved: &str| {
            let raw = format!(r#"{{"ItemID":"i","Code":"{code}","Name":"{name}","UpdatedDateUTC":"{saved}"}}"#);
            record(ObjectKind::Item, &raw)
        };
        let (before, after) = ("/Date(1767222000000+0000)/", "/Date(1767229200000+0000)/");
        let records = [
            item("P-1", "Chai", before),
            item("P-2", "Chai", after),
            item("Chai", "Chai", after),
        ];
        assert_eq!(ids(ObjectKind::Item, &records, &wanted(" chai ", Some("P-2"))), ["P-2"]);
        assert_eq!(
            ids(ObjectKind::Item, &records, &wanted("Chai", None)),
            ["Chai"],
            "without a code the name is one"
        );
        assert!(
            ids(ObjectKind::Item, &records, &wanted("Chai", Some("P-1"))).is_empty(),
            "it was there before"
        );
    }
}

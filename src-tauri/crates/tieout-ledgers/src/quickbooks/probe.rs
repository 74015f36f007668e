//! Looking for what we may have written.
//!
//! Not here: what follows (engine). Invariant: an answer covers everything changed since `since`, or it is an error.
//! Items have no member for our reference. An item counts as found when it has exactly our name, which is unique over there,
//! and was created inside the window.

use std::collections::BTreeMap;

use tieout_connect::ledger::{ProbeAnswer, ProbeRequest, Probed};
use tieout_domain::{Failure, Instant, ObjectKind, Record, text};

use super::client::Client;
use super::map::{Context, Entity, created_at};
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
    let window = Window::new(&windowed, request.kind, request.since);
    let records = |wanted: &Probed| match &wanted.remote {
        Some(id) => read_back.iter().filter(|record| record.id == *id).cloned().collect(),
        None => window.find(wanted),
    };
    let found = request
        .wanted
        .iter()
        .map(|wanted| (wanted.marker.clone(), records(wanted)));
    Ok(ProbeAnswer { found: found.collect() })
}

/// The records of a window by what they are found by: their name for items, our reference for everything else. Pure.
struct Window<'a> {
    by_name: bool,
    records: BTreeMap<String, Vec<&'a Record>>,
}

impl<'a> Window<'a> {
    fn new(records: &'a [Record], kind: ObjectKind, since: Instant) -> Self {
        let by_name = kind == ObjectKind::Item;
        let key = |record: &Record| {
            if !by_name {
                return record.marker.as_ref().map(ToString::to_string);
            }
            let recent = created_at(&record.raw).is_some_and(|created| created >= since);
            recent.then(|| text::name_key(record.object.name()))
        };
        let mut found: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
        for (key, record) in records.iter().filter_map(|record| Some((key(record)?, record))) {
            found.entry(key).or_default().push(record);
        }
        Self {
            by_name,
            records: found,
        }
    }

    fn find(&self, wanted: &Probed) -> Vec<Record> {
        let key = if self.by_name {
            text::name_key(&wanted.name)
        } else {
            wanted.marker.to_string()
        };
        let records = self.records.get(&key).into_iter().flatten();
        records.map(|record| (*record).clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quickbooks::map;
    use tieout_domain::Marker;

    fn marker(source: &str) -> Marker {
        Marker::derive("c", &"quickbooks:1".into(), ObjectKind::Invoice, &source.into(), 0)
    }

    fn record(kind: ObjectKind, raw: &str) -> Record {
        map::record(Entity::of(kind).unwrap(), raw, &Context::default()).unwrap()
    }

    fn wanted(name: &str) -> Probed {
        Probed {
            marker: marker("1"),
            name: name.into(),
            code: None,
            remote: None,
        }
    }

    #[test]
    fn customers_are_found_by_our_reference_never_by_name() {
        let since = "2026-01-01T00:00:00Z".parse().unwrap();
        let ours = record(
            ObjectKind::Customer,
            &format!(r#"{{"Id":"1","DisplayName":"B","Notes":"hi [{}]"}}"#, marker("1")),
        );
        let twin = record(ObjectKind::Customer, r#"{"Id":"2","DisplayName":"A"}"#);
        let records = [ours.clone(), twin];
        let found = Window::new(&records, ObjectKind::Customer, since).find(&wanted("A"));
        assert_eq!(found, vec![ours]);
    }

    #[test]
    fn items_are_found_by_their_unique_name_if_new() {
        let since = "2026-01-01T00:00:00Z".parse().unwrap();
        let item = |id: &str, created: &str| {
            let raw =
                format!(r#"{{"Id":"{id}","Name":"Chai","Type":"Service","MetaData":{{"CreateTime":"{created}"}}}}"#);
            record(ObjectKind::Item, &raw)
        };
        let records = [
            item("1", "2025-12-31T23:00:00Z"),
            item("2", "2026-01-01T01:00:00-07:00"),
        ];
        let found = Window::new(&records, ObjectKind::Item, since).find(&wanted(" chai "));
        assert_eq!(found.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["2"]);
    }
}

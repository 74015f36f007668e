//! A [`Query`] carried out.
//!
//! Not here: reading the text (`parse`).
//! Invariant: inactive records are left out unless the query names `Active`.

use std::cmp::Ordering;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::parse::{Condition, Operator, Query, Select, Worth, parse};
use crate::quickbooks::errors::{Answer, refuse};
use crate::quickbooks::json::{Body, decimal, flag, text};
use crate::quickbooks::kinds::{Kind, UNSERVED};
use crate::quickbooks::members;
use crate::quickbooks::store::{Company, Record};

const NOT_QUERYABLE: [&str; 12] = [
    "PrivateNote",
    "Line",
    "EntityRef",
    "CustomerMemo",
    "LinkedTxn",
    "CustomField",
    "TxnTaxDetail",
    "BillAddr",
    "ShipAddr",
    "Memo",
    "Notes",
    "AttachableRef",
];

impl Company {
    /// Answers a query with the contents of `QueryResponse`.
    pub fn query(&self, query_text: &str, now: Timestamp) -> Answer<Value> {
        let query = parse(query_text)?;
        if let Some(single) = self.single(&query.entity) {
            return Ok(single);
        }
        let Some(kind) = Kind::find(&query.entity) else {
            if UNSERVED.iter().any(|name| name.eq_ignore_ascii_case(&query.entity)) {
                return Ok(if query.select == Select::Count {
                    json!({"totalCount": 0})
                } else {
                    json!({})
                });
            }
            let text = format!("invalid context declaration: {}", query.entity);
            return Err(refuse("4001", &[&text]).without_element());
        };
        for property in query
            .conditions
            .iter()
            .map(|one| &one.property)
            .chain(query.orders.iter().map(|one| &one.property))
        {
            check_property(kind, property)?;
        }
        check_id_operators(&query.conditions)?;
        let mut found = self.matching(kind, &query, now);
        if query.select == Select::Count {
            return Ok(json!({"totalCount": found.len()}));
        }
        self.sort(kind, &query, &mut found);
        let page: Vec<Value> = found
            .into_iter()
            .skip(query.start - 1)
            .take(query.max)
            .map(|id| self.render_row(kind, id))
            .collect();
        if page.is_empty() {
            return Ok(json!({}));
        }
        Ok(json!({kind.name(): page, "startPosition": query.start, "maxResults": page.len()}))
    }

    fn render_row(&self, kind: Kind, id: u64) -> Value {
        let mut row = self.render(kind, id);
        // Recorded lists of customers lack the default tax code that a single read shows.
        if let (Kind::Customer, Some(map)) = (kind, row.as_object_mut()) {
            map.remove("DefaultTaxCodeRef");
        }
        row
    }

    fn single(&self, entity: &str) -> Option<Value> {
        let (name, value) = if entity.eq_ignore_ascii_case("CompanyInfo") {
            ("CompanyInfo", self.company_info())
        } else if entity.eq_ignore_ascii_case("Preferences") {
            ("Preferences", self.preferences())
        } else {
            return None;
        };
        Some(json!({name: [value], "startPosition": 1, "maxResults": 1}))
    }

    fn matching(&self, kind: Kind, query: &Query, now: Timestamp) -> Vec<u64> {
        let names_active = query
            .conditions
            .iter()
            .any(|one| one.property.eq_ignore_ascii_case("Active"));
        let lag = jiff::SignedDuration::from_secs(i64::try_from(self.switches.lookup_lag_s).unwrap_or(0));
        let hidden_since = now.checked_sub(lag).unwrap_or(now);
        let lagging = !lag.is_zero() && kind.is_txn();
        let fits = |id: u64, record: &Record| {
            (names_active || record.body.get("Active").is_none_or(|active| flag(Some(active))))
                && !(lagging && record.created > hidden_since)
                && query.conditions.iter().all(|one| self.holds(kind, id, record, one))
        };
        match self.candidates(kind, &query.conditions) {
            Some(ids) => ids
                .into_iter()
                .filter(|id| self.get(kind, *id).is_some_and(|record| fits(*id, record)))
                .collect(),
            None => self
                .rows(kind)
                .filter(|(id, record)| fits(*id, record))
                .map(|(id, _)| id)
                .collect(),
        }
    }

    /// Ids worth looking at when a condition can use an index.
    fn candidates(&self, kind: Kind, conditions: &[Condition]) -> Option<Vec<u64>> {
        let mut found = None;
        for one in conditions {
            let exact = matches!(one.operator, Operator::Equal | Operator::In);
            let texts = || {
                one.values.iter().filter_map(|value| match value {
                    Worth::Text(text) => Some(text.as_str()),
                    Worth::Flag(_) => None,
                })
            };
            if exact && one.property.eq_ignore_ascii_case("Id") {
                let mut ids: Vec<u64> = texts().filter_map(|id| id.parse().ok()).collect();
                ids.sort_unstable();
                ids.dedup();
                return Some(ids);
            }
            if exact && one.property.eq_ignore_ascii_case(kind.label()) {
                let mut ids: Vec<u64> = texts().flat_map(|label| self.labelled(kind, label)).collect();
                ids.sort_unstable();
                ids.dedup();
                found = Some(ids);
            }
            let later = matches!(one.operator, Operator::Greater | Operator::GreaterOrEqual);
            if later && found.is_none() && one.property.eq_ignore_ascii_case("MetaData.LastUpdatedTime") {
                let since = texts().next().and_then(|text| self.instant(text));
                found = since.map(|since| self.changed_since(kind, since));
            }
        }
        found
    }

    fn sort(&self, kind: Kind, query: &Query, found: &mut [u64]) {
        if query.orders.is_empty() {
            if kind.is_txn() {
                let key = |id: &u64| {
                    self.get(kind, *id)
                        .map(|record| text(&record.body, "TxnDate").to_owned())
                };
                found.sort_by_cached_key(|id| (std::cmp::Reverse(key(id)), std::cmp::Reverse(*id)));
            } else {
                found.sort_by_cached_key(|id| (self.name_of(kind, *id).to_lowercase(), *id));
            }
            return;
        }
        let mut rows: Vec<(Vec<Value>, u64)> = found
            .iter()
            .map(|id| {
                (
                    query
                        .orders
                        .iter()
                        .map(|order| self.property_of(kind, *id, &order.property))
                        .collect(),
                    *id,
                )
            })
            .collect();
        rows.sort_by(|(left, left_id), (right, right_id)| {
            let pairs = left.iter().zip(right).zip(&query.orders);
            let first = pairs
                .map(|((left, right), order)| {
                    let by = self.compare(left, right);
                    if order.descending { by.reverse() } else { by }
                })
                .find(|by| by.is_ne());
            first.unwrap_or(Ordering::Equal).then(left_id.cmp(right_id))
        });
        for (slot, (_, id)) in found.iter_mut().zip(rows) {
            *slot = id;
        }
    }

    fn property_of(&self, kind: Kind, id: u64, property: &str) -> Value {
        self.get(kind, id)
            .map_or(Value::Null, |record| self.property(kind, id, record, property))
    }

    /// The value a condition or order looks at.
    fn property(&self, kind: Kind, id: u64, record: &Record, property: &str) -> Value {
        let lower = property.to_lowercase();
        match lower.as_str() {
            "id" => json!(id),
            "metadata.lastupdatedtime" => json!(self.stamp(record.updated)),
            "metadata.createtime" => json!(self.stamp(record.created)),
            "balance" | "currentbalance" | "unappliedamt" | "remainingcredit" | "qtyonhand" | "balancewithjobs" => {
                member(&super::super::json::object(&self.render(kind, id)), &lower)
            }
            _ => member(&record.body, &lower),
        }
    }

    fn holds(&self, kind: Kind, id: u64, record: &Record, condition: &Condition) -> bool {
        let value = self.property(kind, id, record, &condition.property);
        let value = if condition.property.eq_ignore_ascii_case("Active") && value.is_null() {
            json!(true)
        } else {
            value
        };
        let against = |worth: &Worth| match worth {
            Worth::Flag(wanted) => {
                if flag(Some(&value)) == *wanted {
                    Ordering::Equal
                } else {
                    Ordering::Less
                }
            }
            Worth::Text(wanted) => self.compare(&value, &json!(wanted)),
        };
        let Some(first) = condition.values.first() else {
            return false;
        };
        if value.is_null() {
            return false;
        }
        match condition.operator {
            Operator::In => condition.values.iter().any(|worth| against(worth).is_eq()),
            Operator::Equal => against(first).is_eq(),
            Operator::Less => against(first).is_lt(),
            Operator::Greater => against(first).is_gt(),
            Operator::LessOrEqual => against(first).is_le(),
            Operator::GreaterOrEqual => against(first).is_ge(),
            Operator::Like => match first {
                Worth::Text(pattern) => like(&shown(&value).to_lowercase(), &pattern.to_lowercase()),
                Worth::Flag(_) => false,
            },
        }
    }

    /// Numbers as numbers, instants as instants, the rest as text without regard to case.
    fn compare(&self, left: &Value, right: &Value) -> Ordering {
        if let (Some(left), Some(right)) = (decimal(left), decimal(right)) {
            return left.cmp(&right);
        }
        let (left, right) = (shown(left), shown(right));
        if left.len() > 10
            && let (Some(left), Some(right)) = (self.instant(&left), self.instant(&right))
        {
            return left.cmp(&right);
        }
        left.to_lowercase().cmp(&right.to_lowercase())
    }

    /// An instant as clients write it: with an offset, or in the company's own time.
    #[must_use]
    pub fn instant(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        // The plus of an offset arrives as a blank when nobody escaped it.
        let text = match text.rsplit_once(' ') {
            Some((moment, offset)) if moment.contains('T') => format!("{moment}+{offset}"),
            _ => text.replace(' ', "T"),
        };
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(at);
        }
        let civil = text
            .parse::<jiff::civil::DateTime>()
            .ok()
            .or_else(|| text.parse::<jiff::civil::Date>().ok().map(|date| date.at(0, 0, 0, 0)))?;
        civil.to_zoned(self.zone.clone()).ok().map(|zoned| zoned.timestamp())
    }
}

/// A member by its name in any case; references give their value, mail its address.
fn member(body: &Body, lower: &str) -> Value {
    let (head, rest) = lower
        .split_once('.')
        .map_or((lower, None), |(head, rest)| (head, Some(rest)));
    let Some((_, value)) = body.iter().find(|(name, _)| name.eq_ignore_ascii_case(head)) else {
        return Value::Null;
    };
    match (value, rest) {
        (Value::Object(inner), Some(rest)) => member(inner, rest),
        (Value::Object(inner), None) => ["value", "Address", "FreeFormNumber", "URI"]
            .iter()
            .find_map(|name| inner.get(*name))
            .cloned()
            .unwrap_or_default(),
        (value, _) => value.clone(),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `%` stands for any run of characters.
fn like(text: &str, pattern: &str) -> bool {
    match pattern.split_once('%') {
        None => text == pattern,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|left| {
            rest.is_empty() || (0..=left.len()).any(|at| left.is_char_boundary(at) && like(&left[at..], rest))
        }),
    }
}

fn check_property(kind: Kind, property: &str) -> Answer<()> {
    let head = property.split('.').next().unwrap_or(property);
    if NOT_QUERYABLE.iter().any(|name| name.eq_ignore_ascii_case(head)) {
        let text = format!("property '{property}' is not queryable");
        return Err(refuse("4001", &[&text]).without_element());
    }
    if !members::has(kind.name(), head) {
        let text = format!("Property {property} not found for Entity {}", kind.name());
        return Err(refuse("4001", &[&text]).without_element());
    }
    Ok(())
}

fn check_id_operators(conditions: &[Condition]) -> Answer<()> {
    for one in conditions.iter().filter(|one| one.property.eq_ignore_ascii_case("Id")) {
        if !matches!(one.operator, Operator::Equal | Operator::In) {
            return Err(refuse("4001", &["Id supports = and IN only"]).without_element());
        }
        for value in &one.values {
            if let Worth::Text(id) = value
                && id.parse::<Decimal>().is_err()
            {
                return Err(refuse("4001", &[&format!("invalid Id: {id}")]).without_element());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::like;
    use crate::quickbooks::store::Company;

    #[test]
    fn instants_are_read_with_offset_without_and_with_a_lost_plus() {
        let company = Company::new("1");
        let at = |text: &str| company.instant(text).map(|at| at.to_string());
        assert_eq!(at("2026-03-04T06:00:00-07:00").as_deref(), Some("2026-03-04T13:00:00Z"));
        assert_eq!(at("2026-03-04T06:00:00 02:00").as_deref(), Some("2026-03-04T04:00:00Z"));
        assert_eq!(at("2026-03-04").as_deref(), Some("2026-03-04T00:00:00Z"));
        assert_eq!(at("yesterday"), None);
    }

    #[test]
    fn percent_stands_for_any_run_of_characters() {
        assert!(like("harrow & pike", "harrow%"));
        assert!(like("harrow & pike", "%pike"));
        assert!(like("harrow & pike", "%row%pi%"));
        assert!(!like("harrow", "row%"));
        assert!(like("", "%"));
    }
}

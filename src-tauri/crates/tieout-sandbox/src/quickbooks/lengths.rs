//! How long text may be, as data.
//!
//! Not here: which text is allowed.
//! Invariant: length is counted in characters, not bytes.

use serde_json::Value;

use super::errors::{Answer, refuse};
use super::kinds::Kind;

/// Member path (lists are walked through) and the most characters it may have. `*` stands for every entity.
const LIMITS: &[(&str, &str, usize)] = &[
    ("*", "DocNumber", 21),
    ("*", "PrivateNote", 4000),
    ("*", "CustomerMemo.value", 1000),
    ("*", "Line.Description", 4000),
    ("*", "PaymentRefNum", 21),
    ("*", "Memo", 4000),
    ("*", "DisplayName", 500),
    ("*", "CompanyName", 100),
    ("*", "GivenName", 100),
    ("*", "MiddleName", 100),
    ("*", "FamilyName", 100),
    ("*", "Title", 16),
    ("*", "Suffix", 16),
    ("Customer", "PrintOnCheckName", 110),
    ("Vendor", "PrintOnCheckName", 100),
    ("Vendor", "AcctNum", 100),
    ("Vendor", "TaxIdentifier", 20),
    ("Account", "AcctNum", 7),
    ("Account", "Name", 100),
    ("Account", "Description", 100),
    ("Customer", "Notes", 2000),
    ("Customer", "ResaleNum", 16),
    ("*", "PrimaryPhone.FreeFormNumber", 30),
    ("*", "Mobile.FreeFormNumber", 30),
    ("*", "Fax.FreeFormNumber", 30),
    ("*", "PrimaryEmailAddr.Address", 100),
    ("*", "WebAddr.URI", 1000),
    ("*", "BillAddr.Line1", 500),
    ("*", "BillAddr.Line2", 500),
    ("*", "BillAddr.Line3", 500),
    ("*", "BillAddr.Line4", 500),
    ("*", "BillAddr.Line5", 500),
    ("*", "BillAddr.City", 255),
    ("*", "BillAddr.Country", 255),
    ("*", "BillAddr.CountrySubDivisionCode", 255),
    ("*", "BillAddr.PostalCode", 30),
    ("*", "ShipAddr.Line1", 500),
    ("*", "ShipAddr.Line2", 500),
    ("*", "ShipAddr.Line3", 500),
    ("*", "ShipAddr.Line4", 500),
    ("*", "ShipAddr.Line5", 500),
    ("*", "ShipAddr.City", 255),
    ("*", "ShipAddr.Country", 255),
    ("*", "ShipAddr.CountrySubDivisionCode", 255),
    ("*", "ShipAddr.PostalCode", 30),
    ("Item", "Name", 100),
    ("Item", "Sku", 100),
    ("Item", "Description", 4000),
    ("Item", "PurchaseDesc", 1000),
    ("Term", "Name", 31),
    ("Class", "Name", 100),
    ("Department", "Name", 100),
    ("Attachable", "FileName", 1000),
    ("Attachable", "Note", 2000),
    ("Attachable", "Category", 100),
];

/// The limit on one member of an entity.
#[must_use]
pub fn limit(kind: Kind, path: &str) -> Option<usize> {
    let own = LIMITS
        .iter()
        .find(|(entity, member, _)| *entity == kind.name() && *member == path);
    own.or_else(|| {
        LIMITS
            .iter()
            .find(|(entity, member, _)| *entity == "*" && *member == path)
    })
    .map(|row| row.2)
}

/// Refuses text that is too long.
pub fn check(kind: Kind, body: &Value) -> Answer<()> {
    for (entity, path, _) in LIMITS
        .iter()
        .filter(|(entity, _, _)| *entity == "*" || *entity == kind.name())
    {
        if *entity == "*" && limit(kind, path) != limit_of_all(path) {
            continue;
        }
        let Some(max) = limit(kind, path) else { continue };
        let found = texts(body, path);
        if let Some(long) = found.into_iter().find(|text| text.chars().count() > max) {
            let length = long.chars().count().to_string();
            let element = path
                .rsplit_once('.')
                .map_or(*path, |(_, last)| if last == "value" { *path } else { last });
            return Err(refuse("2050", &[&max.to_string(), &length]).at(element));
        }
    }
    Ok(())
}

/// Values of custom fields, whose limit nobody states.
pub fn check_custom_fields(body: &Value, max: usize) -> Answer<()> {
    let values = texts(body, "CustomField.StringValue");
    match values.into_iter().find(|text| text.chars().count() > max) {
        Some(long) => {
            let length = long.chars().count().to_string();
            Err(refuse("2050", &[&max.to_string(), &length]).at("StringValue"))
        }
        None => Ok(()),
    }
}

fn limit_of_all(path: &str) -> Option<usize> {
    LIMITS
        .iter()
        .find(|(entity, member, _)| *entity == "*" && *member == path)
        .map(|row| row.2)
}

fn texts<'a>(value: &'a Value, path: &str) -> Vec<&'a str> {
    let (head, rest) = path
        .split_once('.')
        .map_or((path, None), |(head, rest)| (head, Some(rest)));
    let Some(member) = value.get(head) else {
        return Vec::new();
    };
    let items: Vec<&Value> = member
        .as_array()
        .map_or_else(|| vec![member], |items| items.iter().collect());
    match rest {
        Some(rest) => items.into_iter().flat_map(|item| texts(item, rest)).collect(),
        None => items.into_iter().filter_map(Value::as_str).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_twenty_second_character_of_a_number_is_refused_with_both_lengths() {
        assert_eq!(check(Kind::Invoice, &json!({"DocNumber": "é".repeat(21)})), Ok(()));
        let refusal = check(Kind::Invoice, &json!({"DocNumber": "x".repeat(23)})).unwrap_err();
        assert_eq!(
            refusal.errors[0].detail,
            "String length specified does not match the supported length. Min:0 Max:21 supported. Supplied length:23"
        );
        assert!(check(Kind::Invoice, &json!({"Line": [{"Description": "x".repeat(4001)}]})).is_err());
    }
}

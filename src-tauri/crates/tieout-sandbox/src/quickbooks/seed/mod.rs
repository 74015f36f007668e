//! What a practice book contains before anybody touches it.
//!
//! Not here: how a record is checked or posted; a seed runs through the same create path as a request.
//! Invariant: entities are listed in an order in which every reference points backwards.

use serde::Deserialize;
use serde_json::{Value, json};

/// Every kind of record a data file may hold.
const KINDS: [&str; 23] = [
    "Account",
    "Attachable",
    "Bill",
    "BillPayment",
    "Class",
    "CreditMemo",
    "Customer",
    "Department",
    "Deposit",
    "Employee",
    "Estimate",
    "Invoice",
    "Item",
    "JournalEntry",
    "Payment",
    "PaymentMethod",
    "PurchaseOrder",
    "SalesReceipt",
    "TaxAgency",
    "TaxCode",
    "TaxRate",
    "Term",
    "Vendor",
];

/// The shape of a data file.
#[derive(Deserialize)]
struct File {
    company: Value,
    preferences: Value,
    entities: Vec<(String, Value)>,
}

/// The starting contents of one book.
///
/// Each entity is a create body with a fixed `Id` (a decimal string). Members that the server would fill may be left
/// out; `MetaData` may be given and is then kept. Sub-records come after their parents, payments after invoices.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Body of `CompanyInfo` (merged over the defaults of [`empty`]).
    pub company: Value,
    /// Body of `Preferences` (merged over the defaults of [`empty`], group by group).
    pub preferences: Value,
    /// `(entity name such as "Customer", create body)` in dependency order.
    pub entities: Vec<(&'static str, Value)>,
}

/// The American sample company whose Ids appear in recorded exchanges.
#[must_use]
pub fn sample() -> Seed {
    from_json(include_str!("data/sample.json"))
}

/// The company that new users practise on: the counterpart of the demo client, kept by another hand.
#[must_use]
pub fn practice() -> Seed {
    from_json(crate::counterpart::RECORDS)
}

/// Which record of [`practice`] is which record of the demo client: `entity,ledger_id,source_id` with a heading.
#[must_use]
pub fn practice_truth() -> &'static str {
    crate::counterpart::TRUTH
}

/// A book with nothing but the accounts, terms and tax codes that every company has.
#[must_use]
pub fn empty() -> Seed {
    Seed {
        company: json!({
            "CompanyName": "Practice Company", "LegalName": "Practice Company", "Country": "US",
            "FiscalYearStartMonth": "January", "DefaultTimeZone": "America/Los_Angeles"
        }),
        preferences: json!({}),
        entities: vec![
            account("2", "Retained Earnings", "Equity", "RetainedEarnings"),
            account("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
            account("1", "Services", "Income", "ServiceFeeIncome"),
            account("33", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
            account("34", "Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
            account("35", "Checking", "Bank", "Checking"),
            account("7", "Advertising", "Expense", "AdvertisingPromotional"),
            account("79", "Sales of Product Income", "Income", "SalesOfProductIncome"),
            account(
                "80",
                "Cost of Goods Sold",
                "Cost of Goods Sold",
                "SuppliesMaterialsCogs",
            ),
            account("81", "Inventory Asset", "Other Current Asset", "Inventory"),
            account(
                "84",
                "Accounts Receivable (A/R)",
                "Accounts Receivable",
                "AccountsReceivable",
            ),
            account("86", "Discounts given", "Income", "DiscountsRefundsGiven"),
            account(
                "90",
                "Board of Equalization Payable",
                "Other Current Liability",
                "SalesTaxPayable",
            ),
            ("Term", json!({"Id": "1", "Name": "Due on receipt", "DueDays": 0})),
            ("Term", json!({"Id": "2", "Name": "Net 15", "DueDays": 15})),
            ("Term", json!({"Id": "3", "Name": "Net 30", "DueDays": 30})),
            ("Term", json!({"Id": "4", "Name": "Net 60", "DueDays": 60})),
            ("TaxAgency", json!({"Id": "1", "DisplayName": "Board of Equalization"})),
            (
                "TaxRate",
                json!({"Id": "3", "Name": "California", "RateValue": 8, "AgencyRef": {"value": "1"}}),
            ),
            (
                "TaxCode",
                json!({"Id": "2", "Name": "California", "Taxable": true, "TaxGroup": true, "SalesTaxRateList":
                    {"TaxRateDetail": [{"TaxRateRef": {"value": "3"}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}]}}),
            ),
            (
                "Item",
                json!({"Id": "1", "Name": "Services", "Type": "Service", "IncomeAccountRef": {"value": "1"}}),
            ),
        ],
    }
}

fn account(id: &str, name: &str, kind: &str, detail: &str) -> (&'static str, Value) {
    (
        "Account",
        json!({"Id": id, "Name": name, "AccountType": kind, "AccountSubType": detail}),
    )
}

/// A data file is part of the program, and the tests below read each one: an unreadable file cannot ship.
fn from_json(text: &str) -> Seed {
    let Ok(file) = serde_json::from_str::<File>(text) else {
        return empty();
    };
    let named = |(name, body): (String, Value)| {
        let kind = KINDS.iter().find(|kind| **kind == name)?;
        Some((*kind, body))
    };
    Seed {
        company: file.company,
        preferences: file.preferences,
        entities: file.entities.into_iter().filter_map(named).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// A data file and the seed made of it.
    type Pair = (&'static str, fn() -> Seed);

    const DATA: [Pair; 2] = [
        (include_str!("data/sample.json"), sample),
        (crate::counterpart::RECORDS, practice),
    ];

    fn names(seed: &Seed, kinds: &[&str], member: &str) -> Vec<String> {
        seed.entities
            .iter()
            .filter(|(kind, _)| kinds.contains(kind))
            .filter_map(|(_, body)| Some(body.get(member)?.as_str()?.to_owned()))
            .collect()
    }

    #[test]
    fn every_record_of_a_data_file_reaches_the_seed() {
        for (text, seed) in DATA {
            let file: File = serde_json::from_str(text).unwrap();
            assert_eq!(seed().entities.len(), file.entities.len());
        }
    }

    #[test]
    fn customers_vendors_and_employees_share_one_space_of_names() {
        for (_, seed) in DATA {
            let mut seen = BTreeSet::new();
            for name in names(&seed(), &["Customer", "Vendor", "Employee"], "DisplayName") {
                assert!(seen.insert(name.to_lowercase()), "{name} appears twice");
            }
        }
    }

    #[test]
    fn ids_are_unique_within_a_kind() {
        for (_, seed) in DATA {
            let mut seen = BTreeSet::new();
            for (kind, body) in seed().entities {
                assert!(
                    seen.insert((kind, body["Id"].as_str().unwrap().to_owned())),
                    "{kind} {}",
                    body["Id"]
                );
            }
        }
    }

    #[test]
    fn the_practice_book_knows_most_of_the_demo_client_and_the_truth_file_says_which() {
        let seed = practice();
        let held: BTreeSet<(String, String)> = seed
            .entities
            .iter()
            .map(|(kind, body)| ((*kind).to_owned(), body["Id"].as_str().unwrap().to_owned()))
            .collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for line in practice_truth().lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            assert!(
                held.contains(&(cells[0].to_owned(), cells[1].to_owned())),
                "{line} is not in the book"
            );
            *counts.entry(cells[0].to_owned()).or_default() += 1;
        }
        let expected = [
            ("Account", 14),
            ("Customer", 75),
            ("Item", 65),
            ("Term", 5),
            ("Vendor", 24),
        ];
        assert_eq!(counts, expected.map(|(kind, count)| (kind.to_owned(), count)).into());
    }
}

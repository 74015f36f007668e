//! Company data and preferences, and how a seed or a journal becomes a company.
//!
//! Not here: the seeds themselves (`seed`).
//! Invariant: a journal replayed gives the company that wrote it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::Answer;
use super::json::{merge, object};
use super::kinds::Kind;
use super::seed::Seed;
use super::store::{Company, Record};
use super::write::Call;

/// When everything in a seed without times of its own was made.
const SEED_TIME: &str = "2026-01-02T09:00:00-08:00";

impl Company {
    /// Runs a seed through the create path. Returns what was refused, which a tested seed never is.
    pub fn plant(&mut self, seed: &Seed) -> Vec<String> {
        self.info = default_info();
        merge(&mut self.info, &seed.company);
        self.prefs = default_preferences();
        merge(&mut self.prefs, &seed.preferences);
        self.settle_zone();
        // Seeded documents may lie in months that are closed for everybody else.
        self.book.close_through(None);
        let now = SEED_TIME.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let call = Call {
            now,
            include: "",
            seeding: true,
        };
        let mut refused = Vec::new();
        for (name, body) in &seed.entities {
            let outcome = match Kind::find(name) {
                Some(kind) => self.save(kind, body, &call).map(|_| ()),
                None => Err(super::errors::refuse("2000", &[name])),
            };
            if let Err(refusal) = outcome {
                let why = refusal.errors.first().map_or("", |error| error.detail.as_str());
                refused.push(format!("{name} {}: {why}", body.get("Id").unwrap_or(&Value::Null)));
            }
        }
        self.settle_zone();
        refused
    }

    /// The whole company as the first lines of a new journal.
    pub fn everything(&self) -> Vec<Value> {
        let order = [
            Kind::Account,
            Kind::Term,
            Kind::PaymentMethod,
            Kind::TaxAgency,
            Kind::TaxRate,
            Kind::TaxCode,
            Kind::Class,
            Kind::Department,
            Kind::Customer,
            Kind::Vendor,
            Kind::Employee,
            Kind::Item,
            Kind::Estimate,
            Kind::PurchaseOrder,
            Kind::Invoice,
            Kind::Bill,
            Kind::CreditMemo,
            Kind::SalesReceipt,
            Kind::JournalEntry,
            Kind::Payment,
            Kind::BillPayment,
            Kind::Attachable,
        ];
        let mut lines = vec![json!({"company": self.info}), json!({"preferences": self.prefs})];
        for kind in order {
            lines.extend(self.rows(kind).map(|(id, record)| put_line(kind, id, record)));
        }
        lines.push(json!({"last_number": self.last_number}));
        lines
    }

    /// Takes one journal line back in.
    pub fn replay(&mut self, line: &Value) -> Answer<()> {
        if let Some(info) = line.get("company") {
            self.info = info.clone();
        } else if let Some(prefs) = line.get("preferences") {
            self.prefs = prefs.clone();
        } else if let Some(number) = line.get("last_number").and_then(Value::as_u64) {
            self.last_number = self.last_number.max(number);
        } else if let Some(put) = line.get("put") {
            if let Some((kind, id, record)) = read_put(put) {
                self.commit(kind, id, record)?;
            }
        } else if let Some((kind, id, at)) = line.get("drop").and_then(read_mark) {
            self.drop_record(kind, id, at)?;
        } else if let Some((kind, id, at)) = line.get("touch").and_then(read_mark) {
            self.touch(kind, id, at);
        }
        Ok(())
    }

    #[must_use]
    pub fn company_info(&self) -> Value {
        let mut info = self.info.clone();
        merge(
            &mut info,
            &json!({
                "domain": "QBO", "sparse": false, "Id": "1", "SyncToken": "4",
                "MetaData": {"CreateTime": "2025-01-02T09:00:00-08:00", "LastUpdatedTime": SEED_TIME}
            }),
        );
        info
    }

    #[must_use]
    pub fn preferences(&self) -> Value {
        let mut prefs = self.prefs.clone();
        merge(
            &mut prefs,
            &json!({
                "domain": "QBO", "sparse": false, "Id": "1", "SyncToken": "5",
                "MetaData": {"CreateTime": "2025-01-02T09:00:00-08:00", "LastUpdatedTime": SEED_TIME}
            }),
        );
        let fields = object(&prefs["SalesFormsPrefs"]).remove("CustomField");
        if let Some(fields) = fields.as_ref().and_then(Value::as_array) {
            prefs["SalesFormsPrefs"]["CustomField"] = shown_custom_fields(fields);
        }
        prefs
    }
}

/// Preferences list custom fields as switches and names, in two groups.
fn shown_custom_fields(fields: &[Value]) -> Value {
    let id = |field: &Value| field["DefinitionId"].as_str().unwrap_or("1").to_owned();
    let switches: Vec<Value> = fields
        .iter()
        .map(|field| json!({
            "Name": format!("SalesFormsPrefs.UseSalesCustom{}", id(field)), "Type": "BooleanType", "BooleanValue": true
        }))
        .collect();
    let names: Vec<Value> = fields
        .iter()
        .map(|field| {
            json!({
                "Name": format!("SalesFormsPrefs.SalesCustomName{}", id(field)), "Type": "StringType",
                "StringValue": field["Name"]
            })
        })
        .collect();
    json!([{"CustomField": switches}, {"CustomField": names}])
}

/// A record as a journal line.
#[must_use]
pub fn put_line(kind: Kind, id: u64, record: &Record) -> Value {
    json!({"put": {
        "kind": kind.name(), "id": id, "token": record.token, "created": record.created.to_string(),
        "updated": record.updated.to_string(), "voided": record.voided, "body": record.body
    }})
}

fn read_mark(mark: &Value) -> Option<(Kind, u64, Timestamp)> {
    let kind = mark["kind"].as_str().and_then(Kind::find)?;
    Some((kind, mark["id"].as_u64()?, mark["at"].as_str()?.parse().ok()?))
}

fn read_put(put: &Value) -> Option<(Kind, u64, Record)> {
    let time = |name: &str| put[name].as_str().and_then(|at| at.parse::<Timestamp>().ok());
    let record = Record {
        body: object(&put["body"]),
        token: put["token"].as_u64()?,
        created: time("created")?,
        updated: time("updated")?,
        voided: put["voided"].as_bool().unwrap_or(false),
    };
    Some((put["kind"].as_str().and_then(Kind::find)?, put["id"].as_u64()?, record))
}

fn default_info() -> Value {
    json!({
        "CompanyName": "Practice Company", "LegalName": "Practice Company",
        "CompanyAddr": {"Id": "1", "Line1": "123 Practice Way", "City": "Boise", "CountrySubDivisionCode": "ID",
                        "PostalCode": "83702", "Country": "US"},
        "CustomerCommunicationAddr": {"Id": "1", "Line1": "123 Practice Way", "City": "Boise",
                                      "CountrySubDivisionCode": "ID", "PostalCode": "83702"},
        "LegalAddr": {"Id": "1", "Line1": "123 Practice Way", "City": "Boise", "CountrySubDivisionCode": "ID",
                      "PostalCode": "83702"},
        "PrimaryPhone": {}, "CompanyStartDate": "2025-01-01", "FiscalYearStartMonth": "January", "Country": "US",
        "Email": {"Address": "books@practice.example"}, "WebAddr": {}, "SupportedLanguages": "en",
        "DefaultTimeZone": "America/Los_Angeles",
        "NameValue": [{"Name": "NeoEnabled", "Value": "true"}, {"Name": "IndustryType", "Value": "Manufacturing"},
                      {"Name": "SubscriptionStatus", "Value": "SUBSCRIBED"},
                      {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}]
    })
}

fn default_preferences() -> Value {
    json!({
        "AccountingInfoPrefs": {"UseAccountNumbers": false, "TrackDepartments": true, "ClassTrackingPerTxn": false,
            "ClassTrackingPerTxnLine": true, "FirstMonthOfFiscalYear": "January", "CustomerTerminology": "Customers"},
        "ProductAndServicesPrefs": {"ForSales": true, "ForPurchase": true, "QuantityWithPriceAndRate": true,
            "QuantityOnHand": true},
        "SalesFormsPrefs": {"CustomField": [{"DefinitionId": "1", "Name": "Crew #", "Type": "StringType"}],
            "CustomTxnNumbers": false, "AllowDeposit": true, "AllowDiscount": true, "AllowEstimates": true,
            "AllowServiceDate": true, "AllowShipping": false, "IPNSupportEnabled": false, "AutoApplyCredit": false,
            "AutoApplyPayments": false, "UsingProgressInvoicing": false, "DefaultTerms": {"value": "3"}},
        "VendorAndPurchasesPrefs": {"POCustomField": [], "TrackingByCustomer": true, "BillableExpenseTracking": true},
        "TaxPrefs": {"UsingSalesTax": true, "TaxGroupCodeRef": {"value": "2"}},
        "CurrencyPrefs": {"MultiCurrencyEnabled": false, "HomeCurrency": {"value": "USD"}},
        "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": false},
        "OtherPrefs": {"NameValue": [
            {"Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": "Thank you for your business."},
            {"Name": "WarnDuplicateCheckNumber", "Value": "true"},
            {"Name": "WarnDuplicateBillNumber", "Value": "false"},
            {"Name": "WarnDuplicateJournalNumber", "Value": "false"},
            {"Name": "VendorAndPurchasesPrefs.UseCustomTxnNumbers", "Value": "false"}]}
    })
}

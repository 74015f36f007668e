//! The face without a socket: requests in, replies out.

use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{CLIENT_ID, CLIENT_SECRET, QuickBooks, Setup, Switches, seed};
use crate::face::Face as _;
use crate::journal::Journal;
use crate::wire::{Reply, Request, parse_query};

const REALM: &str = "4620816365100000009";

struct Desk {
    face: QuickBooks,
    token: String,
    refresh: String,
    now: Timestamp,
}

fn setup() -> Setup {
    Setup {
        seed: seed::empty(),
        realm: REALM.into(),
        base_url: "http://127.0.0.1:1".into(),
        auto_consent: true,
        switches: Switches::default(),
    }
}

fn form(pairs: &[(&str, &str)]) -> Vec<u8> {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
        .into_bytes()
}

impl Desk {
    fn open(journal: Option<&Path>) -> Self {
        let journal = journal.map(|path| Journal::open(path, true).unwrap());
        let face = QuickBooks::open(&setup(), journal).unwrap();
        let now = "2026-03-04T14:58:50Z".parse().unwrap();
        Self {
            face,
            token: String::new(),
            refresh: String::new(),
            now,
        }
    }

    fn new() -> Self {
        let mut desk = Self::open(None);
        desk.sign_in();
        desk
    }

    fn sign_in(&mut self) {
        let query = format!(
            "client_id={CLIENT_ID}&response_type=code&scope=com.intuit.quickbooks.accounting&state=s&redirect_uri=http%3A%2F%2Flocalhost%3A9%2Fcb"
        );
        let request = Request {
            method: "GET".into(),
            path: "/connect/oauth2".into(),
            query: parse_query(&query),
            ..Request::default()
        };
        let reply = self.face.handle(&request, self.now);
        let location = &reply.headers.iter().find(|(name, _)| name == "Location").unwrap().1;
        let code = parse_query(location.split_once('?').unwrap().1)
            .into_iter()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1;
        let answer = self.token_request(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "http://localhost:9/cb"),
        ]);
        self.token = answer.value()["access_token"].as_str().unwrap().to_owned();
        self.refresh = answer.value()["refresh_token"].as_str().unwrap().to_owned();
    }

    fn token_request(&mut self, pairs: &[(&str, &str)]) -> Reply {
        let mut all = vec![("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
        all.extend_from_slice(pairs);
        let request = Request {
            method: "POST".into(),
            path: "/oauth2/v1/tokens/bearer".into(),
            body: form(&all),
            ..Request::default()
        };
        self.face.handle(&request, self.now)
    }

    fn send(&mut self, method: &str, target: &str, body: &Value) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = [("authorization".to_owned(), format!("Bearer {}", self.token))];
        let request = Request {
            method: method.into(),
            path: format!("/v3/company/{REALM}/{path}"),
            query: parse_query(query),
            headers: headers.into_iter().collect(),
            body: if body.is_null() {
                Vec::new()
            } else {
                body.to_string().into_bytes()
            },
        };
        self.face.handle(&request, self.now)
    }

    fn post(&mut self, target: &str, body: &Value) -> Value {
        let reply = self.send("POST", target, body);
        assert!(reply.ok(), "{}", String::from_utf8_lossy(&reply.body));
        reply.value()
    }

    fn refused(&mut self, target: &str, body: &Value) -> String {
        let reply = self.send("POST", target, body);
        assert_eq!(reply.status, 400, "{}", String::from_utf8_lossy(&reply.body));
        reply.value()["Fault"]["Error"][0]["code"].as_str().unwrap().to_owned()
    }

    fn get(&mut self, target: &str) -> Value {
        self.send("GET", target, &Value::Null).value()
    }

    fn customer(&mut self, name: &str) -> String {
        let made = self.post("customer", &json!({"DisplayName": name}));
        made["Customer"]["Id"].as_str().unwrap().to_owned()
    }

    fn vendor(&mut self, name: &str) -> String {
        let made = self.post("vendor", &json!({"DisplayName": name}));
        made["Vendor"]["Id"].as_str().unwrap().to_owned()
    }
}

fn invoice(customer: &str, amount: &str) -> Value {
    let amount: Value = amount.parse::<serde_json::Number>().unwrap().into();
    json!({"CustomerRef": {"value": customer}, "Line": [{"Amount": amount, "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}]})
}

#[test]
fn the_same_request_id_brings_the_same_answer_and_one_record() {
    let mut desk = Desk::new();
    let customer = desk.customer("Harrow");
    let first = desk.send("POST", "invoice?requestid=k1", &invoice(&customer, "10"));
    let second = desk.send("POST", "invoice?requestid=k1", &invoice(&customer, "10"));
    assert_eq!(first.body, second.body);
    assert_eq!(
        desk.get("query?query=select count(*) from Invoice")["QueryResponse"]["totalCount"],
        1
    );
    assert_eq!(
        desk.refused(
            &format!("invoice?requestid={}", "x".repeat(51)),
            &invoice(&customer, "10")
        ),
        "2130"
    );
}

#[test]
fn a_restart_keeps_records_tokens_request_ids_and_settlements() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.jsonl");
    let mut desk = Desk::open(Some(&path));
    desk.sign_in();
    let customer = desk.customer("Harrow");
    let made = desk.send("POST", "invoice?requestid=k1", &invoice(&customer, "100"));
    let id = made.value()["Invoice"]["Id"].as_str().unwrap().to_owned();
    let payment = json!({"CustomerRef": {"value": customer}, "TotalAmt": 40,
        "Line": [{"Amount": 40, "LinkedTxn": [{"TxnId": id, "TxnType": "Invoice"}]}]});
    desk.post("payment", &payment);
    desk.face
        .settings(&json!({"close_date": "2026-01-31"}), desk.now)
        .unwrap();
    let before = desk.get(&format!("invoice/{id}"));
    let summary = desk.face.summary(&[]);
    let (token, refresh) = (desk.token.clone(), desk.refresh.clone());
    drop(desk);

    let mut desk = Desk {
        token,
        refresh,
        ..Desk::open(Some(&path))
    };
    assert_eq!(desk.get(&format!("invoice/{id}"))["Invoice"], before["Invoice"]);
    assert_eq!(desk.face.summary(&[]), summary);
    let again = desk.send("POST", "invoice?requestid=k1", &invoice(&customer, "100"));
    assert_eq!(again.body, made.body, "the request id is remembered across restarts");
    let refresh = desk.refresh.clone();
    assert!(
        desk.token_request(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)])
            .ok()
    );
    let mut early = invoice(&customer, "5");
    early["TxnDate"] = json!("2026-01-31");
    assert_eq!(desk.refused("invoice", &early), "6210");
}

#[test]
fn a_sparse_update_replaces_lines_whole_and_keeps_the_rest() {
    let mut desk = Desk::new();
    let customer = desk.customer("Harrow");
    let mut body = invoice(&customer, "10");
    body["PrivateNote"] = json!("tieout:1");
    let two = body["Line"][0].clone();
    body["Line"].as_array_mut().unwrap().push(two.clone());
    let made = desk.post("invoice", &body)["Invoice"].clone();
    assert_eq!(made["TotalAmt"].to_string(), "20.00");
    let sparse = json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "Line": [two]});
    let saved = desk.post("invoice", &sparse)["Invoice"].clone();
    assert_eq!(saved["TotalAmt"].to_string(), "10.00", "a line left out vanishes");
    assert_eq!(saved["PrivateNote"], "tieout:1");
    assert_eq!(saved["Line"][0]["Id"], "3", "a line without an Id is a new line");
    assert_eq!(desk.refused("invoice", &sparse), "5010");
    let full = json!({"Id": made["Id"], "SyncToken": "1", "CustomerRef": {"value": customer}, "Line": saved["Line"]});
    let full = desk.post("invoice", &full)["Invoice"].clone();
    assert!(
        full.get("PrivateNote").is_none(),
        "a full update clears what it leaves out"
    );
    assert_eq!(full["DocNumber"], made["DocNumber"]);
    let same = json!({"Id": made["Id"], "SyncToken": "2", "sparse": true, "DocNumber": full["DocNumber"]});
    assert_eq!(
        desk.post("invoice", &same)["Invoice"]["SyncToken"],
        "2",
        "nothing changed, nothing counted"
    );
}

#[test]
fn a_bill_that_covers_an_order_closes_it_and_its_deletion_opens_it_again() {
    let mut desk = Desk::new();
    let vendor = desk.vendor("Tallow");
    let item = json!({"Name": "Castings", "Type": "NonInventory", "ExpenseAccountRef": {"value": "80"}});
    let item = desk.post("item", &item)["Item"]["Id"].clone();
    let line = json!({"Amount": 181, "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": {"ItemRef": {"value": item}, "UnitPrice": 18.1, "Qty": 10}});
    let order = desk.post(
        "purchaseorder",
        &json!({"VendorRef": {"value": vendor}, "Line": [line]}),
    );
    let order = order["PurchaseOrder"]["Id"].as_str().unwrap().to_owned();
    let mut billed = line.clone();
    billed["LinkedTxn"] = json!([{"TxnId": order, "TxnType": "PurchaseOrder", "TxnLineId": "1"}]);
    let bill = desk.post("bill", &json!({"VendorRef": {"value": vendor}, "Line": [billed]}))["Bill"].clone();
    assert_eq!(bill["LinkedTxn"][0]["TxnId"], order.as_str());
    let shown = desk.get(&format!("purchaseorder/{order}"))["PurchaseOrder"].clone();
    assert_eq!(
        (&shown["POStatus"], &shown["LinkedTxn"][0]["TxnId"]),
        (&json!("Closed"), &bill["Id"])
    );
    desk.post("bill?operation=delete", &json!({"Id": bill["Id"], "SyncToken": "0"}));
    assert_eq!(
        desk.get(&format!("purchaseorder/{order}"))["PurchaseOrder"]["POStatus"],
        "Open"
    );
    assert_eq!(desk.get(&format!("vendor/{vendor}"))["Vendor"]["Balance"], 0);
}

#[test]
fn an_old_refresh_token_outlives_its_successor_only_by_the_grace() {
    let mut desk = Desk::new();
    desk.face
        .settings(&json!({"switches": {"refresh_grace_s": 60}}), desk.now)
        .unwrap();
    let old = desk.refresh.clone();
    let refresh = |desk: &mut Desk| desk.token_request(&[("grant_type", "refresh_token"), ("refresh_token", &old)]);
    assert!(refresh(&mut desk).ok());
    assert!(
        refresh(&mut desk).ok(),
        "an answer lost on the way can be asked for again"
    );
    desk.now = desk.now.checked_add(jiff::SignedDuration::from_secs(61)).unwrap();
    let late = refresh(&mut desk);
    assert_eq!(
        (late.status, late.value()["error"].clone()),
        (400, json!("invalid_grant"))
    );
}

#[test]
fn inactive_names_carry_a_suffix_and_stay_taken() {
    let mut desk = Desk::new();
    let id = desk.customer("Harrow");
    let body = json!({"Id": id, "SyncToken": "0", "sparse": true, "Active": false});
    assert_eq!(
        desk.post("customer", &body)["Customer"]["DisplayName"],
        "Harrow (deleted)"
    );
    assert_eq!(desk.refused("vendor", &json!({"DisplayName": "harrow"})), "6240");
    assert_eq!(
        desk.get("query?query=select * from Customer")["QueryResponse"],
        json!({})
    );
    let all = desk.get("query?query=select * from Customer where Active IN (true,false)");
    assert_eq!(all["QueryResponse"]["maxResults"], 1);
    assert_eq!(desk.refused("invoice", &invoice(&id, "1")), "2500");
    let body = json!({"Id": id, "SyncToken": "1", "sparse": true, "Active": true});
    assert_eq!(desk.post("customer", &body)["Customer"]["DisplayName"], "Harrow");
}

#[test]
fn change_data_names_what_changed_and_what_is_gone() {
    let mut desk = Desk::new();
    let customer = desk.customer("Harrow");
    let made = desk.post("invoice", &invoice(&customer, "10"))["Invoice"].clone();
    desk.now = desk.now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let since = desk.now.to_string();
    desk.sign_in();
    desk.post("invoice?operation=delete", &json!({"Id": made["Id"], "SyncToken": "0"}));
    let answer = desk.get(&format!("cdc?entities=Invoice,customer,Deposit&changedSince={since}"));
    let rows = &answer["CDCResponse"][0]["QueryResponse"];
    assert_eq!(rows[0]["Invoice"][0]["status"], "Deleted");
    assert_eq!((&rows[1], &rows[2]), (&json!({}), &json!({})));
}

#[test]
fn refusals_of_the_catalogue_that_are_easily_earned() {
    let mut desk = Desk::new();
    let customer = desk.customer("Harrow");
    let vendor = desk.vendor("Tallow");
    let line = |kind: &str, detail: Value| json!({"Amount": 5, "DetailType": kind, (kind): detail});
    let bill = |line: Value| json!({"VendorRef": {"value": vendor}, "Line": [line]});
    let billable = json!({"AccountRef": {"value": "7"}, "BillableStatus": "Billable"});
    let journal = |debit: &str, credit: &str| {
        json!({"Line": [
        line("JournalEntryLineDetail", json!({"PostingType": "Debit", "AccountRef": {"value": debit}})),
        {"Amount": 4, "DetailType": "JournalEntryLineDetail",
         "JournalEntryLineDetail": {"PostingType": "Credit", "AccountRef": {"value": credit}}}]})
    };
    let mut taxed = invoice(&customer, "5");
    taxed["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] = json!({"value": "5"});
    let mut no_type = journal("7", "35");
    no_type["Line"][0]["JournalEntryLineDetail"]
        .as_object_mut()
        .unwrap()
        .remove("PostingType");
    let cases = [
        ("vendor", json!({"CompanyName": "nameless"}), "6080"),
        ("customer", json!({"DisplayName": "a:b"}), "2040"),
        ("customer", json!({"DisplayName": "job", "Job": true}), "6150"),
        ("bill", bill(line("AccountBasedExpenseLineDetail", billable)), "6310"),
        ("journalentry", journal("7", "35"), "2300"),
        ("journalentry", journal("84", "35"), "6000"),
        ("journalentry", no_type, "2260"),
        ("invoice", taxed, "6100"),
        ("invoice", json!({"CustomerRef": {"value": customer}}), "2020"),
        ("account", json!({"Name": "typeless"}), "6010"),
        ("term", json!({"Name": "Net 30", "DueDays": 30}), "6240"),
        (
            "invoice",
            json!({"Id": "77", "SyncToken": "0", "CustomerRef": {"value": "1"}}),
            "610",
        ),
        ("class", json!({"Name": "x", "ParentRef": {"value": "999"}}), "2500"),
    ];
    for (path, body, code) in cases {
        assert_eq!(desk.refused(path, &body), code, "{path} {body}");
    }
    let items: Vec<Value> = (0..31)
        .map(|at| json!({"bId": at.to_string(), "Query": "select * from Term"}))
        .collect();
    assert_eq!(desk.refused("batch", &json!({"BatchItemRequest": items})), "1040");
}

#[test]
fn a_payment_whose_invoice_is_gone_can_still_be_edited() {
    let mut desk = Desk::new();
    let customer = desk.customer("Harrow");
    let made = desk.post("invoice", &invoice(&customer, "100"))["Invoice"].clone();
    let payment = desk.post(
        "payment",
        &json!({"CustomerRef": {"value": customer}, "TotalAmt": 100,
            "Line": [{"Amount": 100, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}]}),
    );
    desk.post("invoice?operation=delete", &json!({"Id": made["Id"], "SyncToken": "0"}));
    let id = &payment["Payment"]["Id"];
    let edit = json!({"Id": id, "SyncToken": "0", "sparse": true, "PrivateNote": "moved"});
    let edited = desk.post("payment", &edit)["Payment"].clone();
    assert_eq!(
        (&edited["Line"], edited["UnappliedAmt"].to_string()),
        (&json!([]), "100.00".into())
    );
}

#[test]
fn an_invoice_without_a_term_is_due_by_the_companys_usual_one() {
    let mut desk = Desk::new();
    let customer = desk.customer("Harrow");
    let mut body = invoice(&customer, "10");
    body["TxnDate"] = json!("2020-09-29");
    assert_eq!(
        desk.post("invoice", &body)["Invoice"]["DueDate"],
        "2020-10-29",
        "as recorded"
    );
    body["SalesTermRef"] = json!({"value": "2"});
    assert_eq!(desk.post("invoice", &body)["Invoice"]["DueDate"], "2020-10-14");
}

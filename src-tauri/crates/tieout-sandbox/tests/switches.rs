//! What nobody could confirm about the vendor: each is a switch, and each position is shown to do what it says.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test end it when something is missing"
)]

mod common;

use serde_json::{Value, json};

use common::{Answer, Ledger, Refused, escape};

fn sale(amount: i64) -> Value {
    json!({"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}})
}

fn invoice(lines: &[Value]) -> Value {
    json!({"CustomerRef": {"value": "1"}, "Line": lines})
}

fn posting(side: &str, account: &str, amount: i64) -> Value {
    let mut detail = json!({"PostingType": side, "AccountRef": {"value": account}});
    if account == "84" {
        detail["Entity"] = json!({"Type": "Customer", "EntityRef": {"value": "1"}});
    }
    json!({"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail})
}

fn set(name: &str, value: &Value) -> Ledger {
    let ledger = Ledger::sample();
    ledger.settings(&json!({"switches": {name: value}}));
    ledger
}

fn code(refused: &Refused) -> &str {
    assert_eq!(refused.status, 400, "{refused:?}");
    &refused.code
}

/// Bodies that are refused with one code by default and with another when the switch is set.
#[test]
fn codes_that_are_not_certain_can_be_chosen() {
    let unbalanced = json!({"Line": [posting("Debit", "7", 5), posting("Credit", "35", 4)]});
    let closed = || {
        let mut body = invoice(&[sale(5)]);
        body["TxnDate"] = json!("2026-03-31");
        body
    };
    let cases = [
        ("unbalanced_code", "journalentry", unbalanced, "2300", "6000"),
        (
            "forbidden_character_code",
            "customer",
            json!({"DisplayName": "a:b"}),
            "2040",
            "6000",
        ),
        (
            "missing_token_code",
            "customer",
            json!({"Id": "1", "sparse": true, "Notes": "x"}),
            "2020",
            "5010",
        ),
        ("closed_code", "invoice", closed(), "6210", "6200"),
    ];
    for (switch, path, body, usual, other) in cases {
        let ledger = Ledger::sample();
        ledger.settings(&json!({"close_date": "2026-03-31"}));
        assert_eq!(code(&ledger.refused(path, &body)), usual, "{switch}");
        ledger.settings(&json!({"switches": {switch: other}}));
        assert_eq!(code(&ledger.refused(path, &body)), other, "{switch}");
    }
}

/// Bodies that pass by default and are refused when the switch is set.
#[test]
fn limits_and_rules_that_are_not_certain_can_be_switched_on() {
    let personal = [
        posting("Debit", "84", 9),
        posting("Credit", "84", 4),
        posting("Credit", "35", 5),
    ];
    let mut crew = invoice(&[sale(5)]);
    crew["CustomField"] = json!([{"DefinitionId": "1", "Type": "StringType", "StringValue": "x".repeat(31)}]);
    let cases = [
        (
            "zero_total_refused",
            json!(true),
            "invoice",
            invoice(&[sale(0)]),
            "6000",
        ),
        ("lines_max", json!(1), "invoice", invoice(&[sale(5), sale(6)]), "6000"),
        (
            "one_personal_line",
            json!(true),
            "journalentry",
            json!({"Line": personal}),
            "6000",
        ),
        ("custom_field_max", json!(30), "invoice", crew, "2050"),
    ];
    for (switch, value, path, body, refusal) in cases {
        let ledger = Ledger::sample();
        ledger.create(path, &body);
        ledger.settings(&json!({"switches": {switch: value}}));
        assert_eq!(code(&ledger.refused(path, &body)), refusal, "{switch}");
    }
}

#[test]
fn a_detail_type_of_another_account_type_is_refused_until_types_are_ungrouped() {
    let body = json!({"Name": "Odd", "AccountType": "Bank", "AccountSubType": "Travel"});
    assert_eq!(code(&Ledger::sample().refused("account", &body)), "6430");
    let made = set("subtypes_grouped", &json!(false)).create("account", &body);
    assert_eq!(made["AccountSubType"], "Travel");
}

#[test]
fn an_account_may_be_known_by_its_detail_type_alone() {
    let ledger = Ledger::sample();
    for (detail, kind) in [
        ("DuesSubscriptions", "Expense"),
        ("TrustAccounts", "Bank"),
        ("DividendIncome", "Other Income"),
    ] {
        let made = ledger.create("account", &json!({"Name": detail, "AccountSubType": detail}));
        assert_eq!(made["AccountType"], kind, "{detail}");
    }
}

#[test]
fn sales_tax_follows_the_code_sent_or_the_vendors_own() {
    let mut line = sale(100);
    line["SalesItemLineDetail"]["TaxCodeRef"] = json!({"value": "TAX"});
    let body = invoice(&[line]);
    let untaxed = Ledger::sample().create("invoice", &body);
    assert_eq!(untaxed["TotalAmt"].to_string(), "100.00", "no code, no tax");
    let taxed = set("automatic_tax", &json!(true)).create("invoice", &body);
    assert_eq!(taxed["TotalAmt"].to_string(), "108.00");
    assert_eq!(taxed["TxnTaxDetail"]["TxnTaxCodeRef"]["value"], "2");
}

#[test]
fn a_sales_receipt_is_voided_by_an_update_where_that_works() {
    let ledger = Ledger::sample();
    let made = ledger.create("salesreceipt", &json!({"Line": [sale(35)]}));
    let void = json!({"Id": made["Id"], "SyncToken": "0", "sparse": true});
    ledger.settings(&json!({"switches": {"void_by_update": false}}));
    assert_eq!(
        code(&ledger.refused("salesreceipt?operation=update&include=void", &void)),
        "500"
    );
    ledger.settings(&json!({"switches": {"void_by_update": true}}));
    let voided = ledger.create("salesreceipt?operation=update&include=void", &void);
    assert_eq!(
        (&voided["TotalAmt"], &voided["PrivateNote"]),
        (&json!(0), &json!("Voided"))
    );
}

#[test]
fn change_data_on_tax_lists_is_refused_silent_or_told() {
    let ask = |ledger: &Ledger| ledger.get("cdc?entities=TaxCode,Term&changedSince=2015-01-01T00:00:00Z");
    assert_eq!(ask(&Ledger::sample()).json()["Fault"]["Error"][0]["code"], "2000");
    let lists = |position: &str| {
        let answer = ask(&set("cdc_tax_lists", &json!(position))).json();
        answer["CDCResponse"][0]["QueryResponse"].clone()
    };
    let silent = lists("silent");
    assert_eq!(silent[0], json!({}));
    assert!(
        silent[1]["Term"].is_array(),
        "the other lists are told all the same: {silent}"
    );
    assert_eq!(lists("told")[0]["TaxCode"][0]["Id"], "2");
}

#[test]
fn change_data_beyond_thirty_days_may_be_refused() {
    let path = "cdc?entities=Term&changedSince=2015-01-01T00:00:00Z";
    assert_eq!(Ledger::sample().get(path).status, 200);
    assert_eq!(code(&set("cdc_refuses_old", &json!(true)).refused_get(path)), "4002");
}

#[test]
fn an_answer_or_a_report_may_be_too_large() {
    let ledger = set("answer_bytes_max", &json!(2000));
    let question = "select * from Account maxresults 1000";
    assert_eq!(code(&ledger.refused_query(question)), "10100");
    assert_eq!(
        ledger
            .query("select * from Account maxresults 1")
            .as_object()
            .unwrap()
            .len(),
        3
    );
    ledger.settings(&json!({"switches": {"answer_bytes_max": 10}}));
    ledger.create(
        "customer",
        &json!({"DisplayName": "A write is answered whatever its length"}),
    );
    let ledger = set("report_cells_max", &json!(20));
    let report = "reports/TrialBalance?start_date=2015-01-01&end_date=2030-12-31";
    assert_eq!(code(&ledger.refused_get(report)), "10100");
}

#[test]
fn reports_have_a_quota_of_their_own() {
    let ledger = set("reports_per_minute", &json!(2));
    let report = || ledger.get("reports/ProfitAndLoss").status;
    assert_eq!((report(), report(), report()), (200, 200, 429));
    assert_eq!(ledger.get("customer/1").status, 200);
}

#[test]
fn another_body_under_a_used_request_id_is_answered_with_the_old_one_or_refused() {
    let (first, second) = (json!({"DisplayName": "First"}), json!({"DisplayName": "Second"}));
    let ledger = Ledger::sample();
    ledger.create("customer?requestid=same", &first);
    assert_eq!(
        ledger.create("customer?requestid=same", &second)["DisplayName"],
        "First"
    );
    ledger.settings(&json!({"switches": {"requestid_other_body": "refuse"}}));
    assert_eq!(code(&ledger.refused("customer?requestid=same", &second)), "600");
    assert_eq!(
        ledger.count("select count(*) from Customer where DisplayName = 'Second'"),
        0
    );
}

#[test]
fn mail_goes_out_once_per_request_id() {
    let ledger = Ledger::sample();
    let send = || {
        ledger.post(
            "invoice/264/send?sendTo=ap@harrowpike.example&requestid=mail",
            &json!({}),
        )
    };
    let first = send();
    assert_eq!(first["Invoice"]["EmailStatus"], "EmailSent");
    assert_eq!(send(), first);
}

#[test]
fn the_throttle_answer_has_either_shape() {
    let throttled = |ledger: &Ledger| {
        ledger.faults(r#"[{"fault": "too_many_requests", "times": 1}]"#);
        ledger.get("customer/1")
    };
    let usual = throttled(&Ledger::sample()).json();
    assert_eq!(
        (&usual["Fault"]["type"], &usual["Fault"]["Error"][0]["code"]),
        (&json!("SERVICE"), &json!("3001"))
    );
    let ledger = Ledger::sample();
    ledger.settings(&json!({"switches": {"throttle_lower_case": true, "throttle_retry_after": "60"}}));
    let answer = throttled(&ledger);
    assert_eq!((answer.status, answer.header("retry-after")), (429, "60"));
    assert_eq!(answer.json()["fault"]["error"][0]["code"], "3001");
}

fn authorize(ledger: &Ledger, redirect: &str, more: &str) -> Answer {
    let scope = "com.intuit.quickbooks.accounting";
    let redirect = escape(redirect);
    let target = format!(
        "/connect/oauth2?client_id=practice-client-id&response_type=code&scope={scope}&state=s&redirect_uri={redirect}{more}"
    );
    ledger.raw("GET", &target, &[], b"").unwrap()
}

#[test]
fn a_published_application_returns_to_a_named_host_only() {
    let here = "http://localhost:4567/callback";
    assert_eq!(authorize(&Ledger::sample(), here, "").status, 302);
    let ledger = set("production_keys", &json!(true));
    for refused in [
        here,
        "https://localhost/callback",
        "https://192.0.2.7/callback",
        "http://books.example/callback",
    ] {
        assert_eq!(authorize(&ledger, refused, "").status, 400, "{refused}");
    }
    assert_eq!(authorize(&ledger, "https://books.example/callback", "").status, 302);
}

#[test]
fn a_code_challenge_is_ignored_or_refused() {
    let here = "http://localhost:4567/callback";
    assert_eq!(authorize(&Ledger::sample(), here, "&code_challenge=x").status, 302);
    assert_eq!(
        authorize(&set("pkce_refused", &json!(true)), here, "&code_challenge=x").status,
        400
    );
}

#[test]
fn a_user_who_left_the_company_is_told_so_at_the_door_and_at_the_desk() {
    let ledger = set("user_removed", &json!(true));
    let refused = ledger.refused_get("customer/1");
    assert_eq!((refused.status, refused.kind.as_str()), (403, "AuthorizationFault"));
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        ("120", "Authorization Failure")
    );
    assert!(refused.detail.contains("-11014"), "{refused:?}");
    let back = authorize(&ledger, "http://localhost:4567/callback", "");
    let returned = url::Url::parse(back.header("location")).unwrap();
    let code = returned
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let token = |form: &str| {
        let form = format!("{form}&client_id=practice-client-id&client_secret=practice-client-secret");
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        ledger
            .raw("POST", "/oauth2/v1/tokens/bearer", &headers, form.as_bytes())
            .unwrap()
    };
    let redirect = escape("http://localhost:4567/callback");
    let first = token(&format!(
        "grant_type=authorization_code&code={code}&redirect_uri={redirect}"
    ))
    .json();
    let refresh = first["refresh_token"].as_str().unwrap();
    let answer = token(&format!("grant_type=refresh_token&refresh_token={refresh}"));
    assert_eq!(answer.status, 400);
    let body = answer.json();
    assert_eq!(
        (&body["error"], &body["x_error_reason"]),
        (&json!("invalid_grant"), &json!("user_not_in_realm"))
    );
    let words = "Unauthorized Request: User is not a member of the specified Realm";
    assert_eq!(body["error_description"], words);
}

#[test]
fn a_request_id_is_forgotten_when_its_window_is_over_or_never_honoured() {
    let sent = json!({"DisplayName": "Once"});
    let ledger = set("requestid_window_s", &json!(60));
    ledger.create("customer?requestid=k", &sent);
    ledger.settings(&json!({"advance_seconds": 30}));
    assert_eq!(ledger.create("customer?requestid=k", &sent)["DisplayName"], "Once");
    ledger.settings(&json!({"advance_seconds": 60}));
    assert_eq!(
        code(&ledger.refused("customer?requestid=k", &sent)),
        "6240",
        "it is carried out again"
    );
    let ledger = set("requestid_honoured", &json!(false));
    ledger.create("customer?requestid=k", &sent);
    assert_eq!(code(&ledger.refused("customer?requestid=k", &sent)), "6240");
}

#[test]
fn a_refusal_under_a_request_id_is_final_or_not() {
    let retried = |ledger: &Ledger| {
        ledger.settings(&json!({"close_date": "2026-03-31"}));
        let mut body = invoice(&[sale(5)]);
        body["TxnDate"] = json!("2026-03-31");
        assert_eq!(code(&ledger.refused("invoice?requestid=k", &body)), "6210");
        ledger.settings(&json!({"close_date": null}));
        let sent = body.to_string();
        ledger
            .call("POST", "invoice?requestid=k", sent.as_bytes())
            .unwrap()
            .status
    };
    assert_eq!(retried(&Ledger::sample()), 200);
    assert_eq!(retried(&set("requestid_replays_errors", &json!(true))), 400);
}

#[test]
fn taken_numbers_are_refused_as_the_company_numbers_or_as_told() {
    let mut body = invoice(&[sale(5)]);
    body["DocNumber"] = json!("77-A");
    for (position, refused) in [("when_numbers_are_custom", false), ("always", true), ("never", false)] {
        let ledger = set("sales_duplicates", &json!(position));
        ledger.create("invoice", &body);
        let again = ledger.call("POST", "invoice", body.to_string().as_bytes()).unwrap();
        assert_eq!(
            again.status == 400,
            refused,
            "{position}: this company numbers its invoices itself"
        );
    }
}

#[test]
fn a_payment_may_move_the_version_of_what_it_settles() {
    let paid = |ledger: &Ledger| {
        let made = ledger.create("invoice", &invoice(&[sale(50)]));
        let link = json!([{"TxnId": made["Id"], "TxnType": "Invoice"}]);
        let line = json!([{"Amount": 50, "LinkedTxn": link}]);
        ledger.create(
            "payment",
            &json!({"CustomerRef": {"value": "1"}, "TotalAmt": 50, "Line": line}),
        );
        let read = ledger.get(&format!("invoice/{}", made["Id"].as_str().unwrap()));
        read.json()["Invoice"]["SyncToken"].clone()
    };
    assert_eq!(paid(&Ledger::sample()), "0");
    assert_eq!(paid(&set("payment_bumps_sync_token", &json!(true))), "1");
}

#[test]
fn newer_members_and_a_lag_of_queries_come_when_told() {
    let ledger = Ledger::sample();
    let plain = ledger.get("customer/1").json();
    assert!(plain["Customer"].get("V4IDPseudonym").is_none());
    ledger.settings(&json!({"switches": {"newer_members": true, "lookup_lag_s": 60}}));
    assert!(ledger.get("customer/1").json()["Customer"]["V4IDPseudonym"].is_string());
    let made = ledger.create("invoice", &invoice(&[sale(50)]));
    let id = made["Id"].as_str().unwrap();
    let count = format!("select count(*) from Invoice where Id = '{id}'");
    assert_eq!(ledger.count(&count), 0, "not yet in the lists");
    assert_eq!(
        ledger.get(&format!("invoice/{id}")).status,
        200,
        "but there for who knows its id"
    );
    ledger.settings(&json!({"advance_seconds": 61}));
    assert_eq!(ledger.count(&count), 1);
}

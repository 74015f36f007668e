//! Keys, quotas, faults, files, and a book that outlives its process.

use serde_json::{Value, json};
use tieout_sandbox::{BookName, Fault, FaultRule, SandboxOptions};

use super::books::{API, Books, bill_of, number, word};
use super::http::{self, Broken};

#[test]
fn a_key_repeats_its_first_answer_for_six_minutes_refusals_too() {
    let books = Books::empty();
    let put = |key: &str, name: &str| {
        let body = json!({"Contacts": [{"Name": name}]}).to_string();
        books.call("PUT", "/Contacts", &[("Idempotency-Key", key)], body.as_bytes())
    };
    let first = put("k1", "Someone");
    assert_eq!((first.status, put("k1", "Someone").body == first.body), (200, true));
    assert_eq!(books.get("/Contacts")["Contacts"].as_array().unwrap().len(), 1);
    let other = put("k1", "Another");
    assert_eq!(other.status, 400);
    assert_eq!(
        String::from_utf8_lossy(&other.body),
        "Idempotency Key: k1 is used with a different request."
    );
    assert_eq!(put("k2", "Someone").status, 400);
    books.change(
        &json!({"update": {"Contact": {"ContactID": first.json()["Contacts"][0]["ContactID"], "Name": "Renamed"}}}),
    );
    assert_eq!(
        put("k2", "Someone").status,
        400,
        "the refusal is repeated although the name is free now"
    );
    books.change(&json!({"advance_seconds": 361}));
    assert_eq!(put("k2", "Someone").status, 200);
    assert_eq!(put(&"k".repeat(129), "X").status, 400);
}

#[test]
fn quotas_are_told_on_every_answer_and_a_full_window_says_which_and_how_long() {
    let xero = tieout_sandbox::xero::Switches {
        per_minute: 3,
        per_day: 5,
        ..Default::default()
    };
    let books = Books::start(SandboxOptions {
        book: BookName::Empty,
        xero,
        ..SandboxOptions::default()
    });
    let ask = || books.call("GET", "/Organisation", &[], b"");
    let first = ask();
    assert_eq!(
        (
            first.header("x-minlimit-remaining"),
            first.header("x-daylimit-remaining")
        ),
        ("2", "4")
    );
    assert_eq!(first.header("x-appminlimit-remaining"), "9999");
    assert!(!first.header("xero-correlation-id").is_empty());
    ask();
    ask();
    let full = ask();
    assert_eq!((full.status, full.header("x-rate-limit-problem")), (429, "minute"));
    let wait: u64 = full.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
    books.change(&json!({"advance_seconds": 61}));
    assert_eq!(ask().status, 200, "the practice ledger's clock frees the window");
    ask();
    let day = ask();
    assert_eq!(
        (
            day.status,
            day.header("x-rate-limit-problem"),
            day.header("x-daylimit-remaining")
        ),
        (429, "day", "0")
    );
    assert!(day.header("retry-after").parse::<u64>().unwrap() > 80_000);
}

#[test]
fn the_shared_faults_speak_this_vendors_language() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let struck = |rule: FaultRule| {
        books.running.set_faults(vec![rule]);
        let answer = books.call("GET", "/Contacts", &[], b"");
        books.running.set_faults(Vec::new());
        answer
    };
    let mut limited = FaultRule::always(Fault::TooManyRequests);
    limited.code = Some("concurrent".to_owned());
    assert_eq!(struck(limited).header("x-rate-limit-problem"), "concurrent");
    assert_eq!(
        struck(FaultRule::always(Fault::ExpiredToken)).json()["Title"],
        "Unauthorized"
    );
    assert_eq!(struck(FaultRule::always(Fault::Forbidden)).json()["Title"], "Forbidden");
    let mut refused = FaultRule::always(Fault::BadRequest);
    refused.code = Some("plan_cap".to_owned());
    assert_eq!(
        super::books::texts(&struck(refused).json()),
        ["You have reached the limit of invoices you can approve"]
    );
    assert_eq!(
        struck(FaultRule::always(Fault::ErrorBeforeCommit).status(503)).status,
        503
    );

    // An answer that got lost: the invoice is there, and the same key gives the answer after all.
    let body = bill_of("ACCREC", &contact, "10", "DRAFT").to_string();
    books.running.set_faults(vec![
        FaultRule::always(Fault::ResetAfterCommit).on_entity("Invoice").times(1),
    ]);
    let bearer = format!("Bearer {}", books.token.borrow());
    let headers = [
        ("Authorization", bearer.as_str()),
        ("xero-tenant-id", books.running.realm_id.as_str()),
        ("Accept", "application/json"),
        ("Idempotency-Key", "lost-1"),
    ];
    let send = || http::send(books.port, "PUT", &format!("{API}/Invoices"), &headers, body.as_bytes());
    assert_eq!(send().unwrap_err(), Broken::NoAnswer);
    assert_eq!(send().unwrap().status, 200);
    assert_eq!(books.book()["kinds"]["Invoice"]["count"], 1);

    let two = json!({"Contacts": [{"Name": "One"}, {"Name": "Two"}]}).to_string();
    books.running.set_faults(vec![FaultRule::always(Fault::BatchReversed)]);
    let reversed = books
        .call("PUT", "/Contacts?summarizeErrors=false", &[], two.as_bytes())
        .json();
    assert_eq!(reversed["Contacts"][0]["Name"], "Two");
}

#[test]
fn files_notes_and_paper_hang_on_a_document() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let id = word(&books.invoice(&contact, "10", "AUTHORISED")["InvoiceID"]);
    let put = |name: &str, bytes: &[u8]| {
        books.call(
            "PUT",
            &format!("/Invoices/{id}/Attachments/{name}?IncludeOnline=true"),
            &[("Content-Type", "image/png")],
            bytes,
        )
    };
    assert_eq!(put("photo.png", b"one").status, 200);
    let again = put("photo.png", b"two!").json();
    assert_eq!(
        (
            again["Attachments"][0]["ContentLength"].clone(),
            again["Attachments"][0]["IncludeOnline"].clone()
        ),
        (json!(4), json!(true))
    );
    let listed = books.get(&format!("/Invoices/{id}/Attachments"));
    assert_eq!(
        listed["Attachments"].as_array().unwrap().len(),
        1,
        "the same name overwrites"
    );
    let file = books.call(
        "GET",
        &format!("/Invoices/{id}/Attachments/photo.png"),
        &[("Accept", "image/png")],
        b"",
    );
    assert_eq!(
        (file.body.as_slice(), file.header("content-type")),
        (b"two!".as_slice(), "image/png")
    );
    assert_eq!(
        books.get(&format!("/Invoices/{id}"))["Invoices"][0]["HasAttachments"],
        true
    );
    assert_eq!(put("a%3Ab.png", b"x").status, 400, "a colon is no letter of a name");
    for at in 0..9 {
        assert_eq!(put(&format!("{at}.png"), b"x").status, 200);
    }
    assert_eq!(put("eleventh.png", b"x").status, 400);
    books.put(
        &format!("/Invoices/{id}/History"),
        &json!({"HistoryRecords": [{"Details": "Sent by post"}]}),
    );
    assert_eq!(
        books.get(&format!("/Invoices/{id}/History"))["HistoryRecords"][0]["Details"],
        "Sent by post"
    );
    assert!(
        !books
            .refused(
                "PUT",
                &format!("/Invoices/{id}/History"),
                &json!({"HistoryRecords": [{"Details": "x".repeat(2501)}]})
            )
            .is_empty()
    );
    let paper = books.call("GET", &format!("/Invoices/{id}"), &[("Accept", "application/pdf")], b"");
    assert!(paper.body.starts_with(b"%PDF-"));
}

#[test]
fn the_book_outlives_its_process_with_tokens_files_and_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let options = || SandboxOptions {
        book: BookName::Empty,
        state_file: Some(folder.path().join("book.jsonl")),
        ..SandboxOptions::default()
    };
    let books = Books::with(options());
    let contact = books.contact("Someone");
    let id = word(&books.invoice(&contact, "100", "AUTHORISED")["InvoiceID"]);
    books.put(
        "/Payments",
        &json!({"Invoice": {"InvoiceID": id}, "Account": {"Code": "090"}, "Amount": 40}),
    );
    books.call(
        "PUT",
        &format!("/Invoices/{id}/Attachments/a.txt"),
        &[("Content-Type", "text/plain")],
        b"hello",
    );
    books.put(
        &format!("/Invoices/{id}/History"),
        &json!({"HistoryRecords": [{"Details": "A note"}]}),
    );
    books.change(&json!({"period_lock_date": "2026-01-31"}));
    let once = || books_once(&contact);
    let kept = books.call("PUT", "/Invoices", &[("Idempotency-Key", "over-the-restart")], &once());
    let (before, token) = (books.book(), books.token.borrow().clone());
    let shown = books.get(&format!("/Invoices/{id}"))["Invoices"].clone();
    drop(books);

    let books = Books::with(options());
    *books.token.borrow_mut() = token;
    assert_eq!(books.book(), before);
    assert_eq!(
        books.get(&format!("/Invoices/{id}"))["Invoices"],
        shown,
        "the old token still opens"
    );
    assert_eq!(
        books
            .call("GET", &format!("/Invoices/{id}/Attachments/a.txt"), &[], b"")
            .body,
        b"hello"
    );
    assert_eq!(
        books.get(&format!("/Invoices/{id}/History"))["HistoryRecords"][0]["Details"],
        "A note"
    );
    let again = books.call("PUT", "/Invoices", &[("Idempotency-Key", "over-the-restart")], &once());
    assert_eq!(again.body, kept.body, "a key is remembered too");
    assert_eq!(books.invoice(&contact, "1", "DRAFT")["InvoiceNumber"], "INV-0003");
}

fn books_once(contact: &str) -> Vec<u8> {
    bill_of("ACCREC", contact, "7", "DRAFT").to_string().into_bytes()
}

#[test]
fn a_sixth_request_at_the_same_time_is_one_too_many() {
    let books = Books::start(SandboxOptions {
        book: BookName::Empty,
        ..SandboxOptions::default()
    });
    books
        .running
        .set_faults(vec![FaultRule::always(Fault::Latency).ms(3000).times(5)]);
    let token = books.token.borrow().clone();
    let (port, tenant) = (books.port, books.running.realm_id.clone());
    let asked: Vec<_> = (0..5)
        .map(|_| {
            let (bearer, tenant) = (format!("Bearer {token}"), tenant.clone());
            std::thread::spawn(move || {
                let headers = [
                    ("Authorization", bearer.as_str()),
                    ("xero-tenant-id", &tenant),
                    ("Accept", "application/json"),
                ];
                http::send(port, "GET", &format!("{API}/Organisation"), &headers, b"")
                    .unwrap()
                    .status
            })
        })
        .collect();
    // The five are under way once each has met its delay.
    while !books.struck(5) {
        std::thread::yield_now();
    }
    let sixth = books.call("GET", "/Organisation", &[], b"");
    assert_eq!(
        (sixth.status, sixth.header("x-rate-limit-problem")),
        (429, "concurrent")
    );
    assert!(asked.into_iter().all(|one| one.join().unwrap() == 200));
}

#[test]
fn people_change_records_behind_the_clients_backs() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let id = word(&books.invoice(&contact, "100", "AUTHORISED")["InvoiceID"]);
    books.change(&json!({"advance_seconds": 60}));
    books.change(&json!({"void": {"Invoice": {"InvoiceID": id}}}));
    assert_eq!(books.get(&format!("/Invoices/{id}"))["Invoices"][0]["Status"], "VOIDED");
    books.change(&json!({"archive": {"Contact": {"ContactID": contact}}}));
    let made = books.change(&json!({"create": {"Contact": [{"Name": "By hand"}]}}));
    assert_eq!(made["changed"][0]["create"][0]["Name"], "By hand");
    let ours: Value = books.get("/Invoices?createdByMyApp=true");
    assert_eq!(ours["Invoices"].as_array().unwrap().len(), 1);
    assert!(books.running.change(&json!({"nonsense": 1})).is_err());
    books.change(&json!({"switches": {"offline": true}}));
    assert_eq!(books.call("GET", "/Organisation", &[], b"").status, 503);
}

#[test]
fn unconfirmed_behaviour_can_be_switched() {
    let books = Books::switched(|switches| {
        switches.missing_due = tieout_sandbox::xero::MissingDue::Fill;
        switches.zero_total_paid = false;
        switches.unpaged_lists = false;
        switches.not_modified = true;
        switches.invoices_per_month = 2;
    });
    let sent = json!({"Name": "Someone", "PaymentTerms": {"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}}});
    let contact = word(&books.put("/Contacts", &sent)["Contacts"][0]["ContactID"]);
    let mut invoice = bill_of("ACCREC", &contact, "0", "AUTHORISED");
    invoice.as_object_mut().unwrap().remove("DueDate");
    let made = books.put("/Invoices", &invoice)["Invoices"][0].clone();
    assert_eq!(
        (made["DueDateString"].as_str(), made["Status"].as_str()),
        (Some("2026-12-20T00:00:00"), Some("AUTHORISED"))
    );
    assert!(books.get("/Invoices")["pagination"].is_object());
    let none = books.call(
        "GET",
        "/Invoices",
        &[("If-Modified-Since", "2027-01-01T00:00:00Z")],
        b"",
    );
    assert_eq!(none.status, 304);
    books.put("/Invoices", &invoice);
    assert_eq!(
        books.refused("PUT", "/Invoices", &invoice),
        ["You have reached the limit of invoices you can approve"]
    );
    books.change(&json!({"switches": {"zero_total_paid": true, "reports_forbidden": true}}));
    assert_eq!(
        books.get(&format!("/Invoices/{}", word(&made["InvoiceID"])))["Invoices"][0]["Status"],
        "PAID"
    );
    assert_eq!(books.call("GET", "/Reports/TrialBalance", &[], b"").status, 403);
}

#[test]
fn more_unconfirmed_behaviour_can_be_switched() {
    let books = Books::empty();
    let contact = books.contact("Someone");
    let switch = |name: &str, value: Value| books.change(&json!({"switches": {name: value}}));
    let with_reference = |type_: &str| {
        let mut sent = bill_of(type_, &contact, "10", "DRAFT");
        sent["Reference"] = json!("R");
        books.put("/Invoices", &sent)["Invoices"][0].get("Reference").cloned()
    };
    assert_eq!(with_reference("ACCPAY"), Some(json!("R")));
    switch("reference_on_bills", json!(false));
    assert_eq!(
        (with_reference("ACCPAY"), with_reference("ACCREC")),
        (None, Some(json!("R")))
    );

    switch("drops_bad_accounts", json!(true));
    let mut draft = bill_of("ACCREC", &contact, "10", "DRAFT");
    draft["LineItems"][0]["AccountCode"] = json!("999");
    let kept = books.put("/Invoices?summarizeErrors=false", &draft)["Invoices"][0].clone();
    assert_eq!(kept["StatusAttributeString"], "WARNING");
    let dropped = "Account code ''999'' has been removed as it does not match a recognised account.";
    assert_eq!(kept["Warnings"][0]["Message"], dropped);
    assert!(kept["LineItems"][0].get("AccountCode").is_none());
    let read = books.get(&format!("/Invoices/{}", word(&kept["InvoiceID"])));
    assert!(read["Invoices"][0].get("Warnings").is_none(), "told once");

    switch("post_matches_names", json!(false));
    let named = json!({"Name": "Someone", "AccountNumber": "7"});
    assert_eq!(
        books.refused("POST", "/Contacts", &named).len(),
        1,
        "it would be a second one of that name"
    );

    let negative = |books: &Books| {
        let lines = json!([{"Description": "Up", "UnitAmount": 10, "AccountCode": "200", "TaxType": "OUTPUT"},
            {"Description": "Down", "UnitAmount": -0.05, "AccountCode": "200", "TaxType": "OUTPUT"}]);
        let sent = json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "LineItems": lines});
        let made = books.put("/Invoices", &sent);
        number(&made["Invoices"][0]["LineItems"][1]["TaxAmount"])
    };
    assert_eq!(negative(&books), "-0.01", "half a cent away from nothing");
    switch("negative_tax_mirrored", json!(false));
    assert_eq!(
        negative(&books).trim_start_matches('-'),
        "0.00",
        "half a cent towards nothing"
    );

    switch("bills_per_month", json!(1));
    books.put("/Invoices", &bill_of("ACCPAY", &contact, "1", "AUTHORISED"));
    assert_eq!(
        books
            .refused("PUT", "/Invoices", &bill_of("ACCPAY", &contact, "1", "AUTHORISED"))
            .len(),
        1
    );
    books.put("/Invoices", &bill_of("ACCREC", &contact, "1", "AUTHORISED"));

    switch("lookup_lag_s", json!(60));
    assert_eq!(books.get("/Invoices")["Invoices"], json!([]), "lists lag behind");
    books.later(61);
    assert!(!books.get("/Invoices")["Invoices"].as_array().unwrap().is_empty());

    switch("user_removed", json!(true));
    assert_eq!(books.call("GET", "/Organisation", &[], b"").status, 403);
}

#[test]
fn a_request_may_hold_ten_megabytes_and_no_more() {
    let books = Books::empty();
    let body = format!("{{\"Contacts\":[{{\"Name\":\"{}\"}}]}}", "x".repeat(10 * 1024 * 1024));
    assert_eq!(books.call("PUT", "/Contacts", &[], body.as_bytes()).status, 413);
}

//! Consent, tokens, connections: who may come in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::books::{API, Books};
use super::http::{self, Answer, escape};

const CLIENT: &str = tieout_sandbox::xero::CLIENT_ID;
const REDIRECT: &str = "http://localhost:8722/callback";
const VERIFIER: &str = "a-verifier-of-more-than-forty-three-letters.~_0";
const SCOPE: &str = "openid offline_access accounting.contacts accounting.settings.read";

fn authorize(books: &Books, redirect: &str, scope: &str) -> Answer {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER.as_bytes()));
    let target = format!(
        "/identity/connect/authorize?response_type=code&client_id={CLIENT}&redirect_uri={}&scope={}&state=s-1\
         &code_challenge={challenge}&code_challenge_method=S256",
        escape(redirect),
        escape(scope)
    );
    http::send(books.port, "GET", &target, &[], b"").unwrap()
}

fn code(books: &Books) -> String {
    let answer = authorize(books, REDIRECT, SCOPE);
    assert_eq!(answer.status, 302);
    let back = url::Url::parse(answer.header("location")).unwrap();
    let pairs: std::collections::BTreeMap<_, _> = back.query_pairs().into_owned().collect();
    assert_eq!((pairs["state"].as_str(), pairs["scope"].as_str()), ("s-1", SCOPE));
    assert!(pairs.contains_key("session_state"));
    pairs["code"].clone()
}

fn token(books: &Books, form: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    http::send(books.port, "POST", "/connect/token", &kind, body.as_bytes()).unwrap()
}

fn exchange(books: &Books, code: &str, verifier: &str) -> Answer {
    token(
        books,
        &[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", verifier),
        ],
    )
}

fn refresh(books: &Books, token_: &str) -> Answer {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT),
        ("refresh_token", token_),
    ];
    token(books, &form)
}

fn claims(token: &str) -> Value {
    let middle = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
}

#[track_caller]
fn dead(answer: &Answer) {
    assert_eq!((answer.status, answer.json()), (400, json!({"error": "invalid_grant"})));
}

#[test]
fn a_code_buys_tokens_once_with_the_right_verifier_within_five_minutes() {
    let books = Books::empty();
    dead(&exchange(
        &books,
        &code(&books),
        "another-verifier-that-is-also-long-enough-000",
    ));
    let bought = code(&books);
    let tokens = exchange(&books, &bought, VERIFIER);
    assert_eq!(tokens.status, 200);
    let tokens = tokens.json();
    assert_eq!(
        (&tokens["expires_in"], &tokens["token_type"]),
        (&json!(1800), &json!("Bearer"))
    );
    let claims = claims(tokens["access_token"].as_str().unwrap());
    for name in ["xero_userid", "authentication_event_id", "exp", "client_id", "jti"] {
        assert!(claims.get(name).is_some(), "{name}");
    }
    assert_eq!(claims["scope"], json!(SCOPE.split(' ').collect::<Vec<_>>()));
    dead(&exchange(&books, &bought, VERIFIER));
    let late = code(&books);
    books.change(&json!({"advance_seconds": 301}));
    dead(&exchange(&books, &late, VERIFIER));
}

#[test]
fn a_refresh_token_rotates_and_the_old_one_lives_half_an_hour_more() {
    let books = Books::empty();
    let first = exchange(&books, &code(&books), VERIFIER).json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let second = refresh(&books, &first).json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_ne!(first, second);
    books.change(&json!({"advance_seconds": 1799}));
    assert_eq!(refresh(&books, &first).status, 200, "the answer may have been lost");
    books.change(&json!({"advance_seconds": 2}));
    dead(&refresh(&books, &first));
    assert_eq!(refresh(&books, &second).status, 200);
    dead(&refresh(&books, "never given"));
}

#[test]
fn a_refresh_token_dies_after_sixty_unused_days_and_comes_only_with_offline_access() {
    let books = Books::empty();
    let kept = exchange(&books, &code(&books), VERIFIER).json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    books.change(&json!({"advance_seconds": 5_184_001}));
    dead(&refresh(&books, &kept));
    let answer = authorize(&books, REDIRECT, "openid accounting.contacts");
    let back = url::Url::parse(answer.header("location")).unwrap();
    let code = back
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    assert!(exchange(&books, &code, VERIFIER).json().get("refresh_token").is_none());
}

#[test]
fn only_registered_addresses_of_this_computer_by_name_are_returned_to() {
    let books = Books::empty();
    for bad in [
        "http://127.0.0.1:8722/callback",
        "http://localhost:9999/callback",
        "https://localhost:8722/callback",
        "http://evil.example:8722/callback",
        "tieout://callback",
    ] {
        let answer = authorize(&books, bad, SCOPE);
        assert_eq!(answer.status, 400, "{bad}");
        assert!(
            String::from_utf8_lossy(&answer.body).contains("Invalid redirect_uri"),
            "{bad}"
        );
    }
    assert_eq!(
        authorize(&books, REDIRECT, "accounting.everything").status,
        400,
        "an unknown scope"
    );
    books.change(&json!({"switches": {"redirect_ports": [9999]}}));
    assert_eq!(authorize(&books, "http://localhost:9999/other/path", SCOPE).status, 302);
}

#[test]
fn without_consent_given_in_advance_a_person_is_asked() {
    let books = Books::empty();
    books.change(&json!({"auto_consent": false}));
    let page = authorize(&books, REDIRECT, SCOPE);
    let html = String::from_utf8_lossy(&page.body).into_owned();
    assert_eq!(page.status, 200);
    assert!(
        html.contains("Practice Organisation") && html.contains("Allow access"),
        "{html}"
    );
}

#[test]
fn connections_are_listed_bare_and_closed_by_their_own_id() {
    let books = Books::empty();
    let bearer = format!("Bearer {}", books.token.borrow());
    let ask = |method: &str, target: &str| {
        http::send(books.port, method, target, &[("Authorization", &bearer)], b"").unwrap()
    };
    let list = ask("GET", "/connections").json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(
        (&list[0]["tenantType"], &list[0]["tenantId"]),
        (&json!("ORGANISATION"), &json!(books.running.realm_id))
    );
    assert_eq!(list[0]["createdDateUtc"], "2026-11-22T02:18:00.0000000");
    let event = claims(&books.token.borrow())["authentication_event_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(list[0]["authEventId"], event.as_str());
    assert_eq!(ask("GET", "/connections?authEventId=other").json(), json!([]));
    assert_eq!(
        ask("DELETE", &format!("/connections/{}", books.running.realm_id)).status,
        404,
        "not the tenant's id"
    );
    let id = list[0]["id"].as_str().unwrap();
    assert_eq!(ask("DELETE", &format!("/connections/{id}")).status, 204);
    assert_eq!(ask("GET", "/connections").json(), json!([]));
    assert_eq!(
        books.call("GET", "/Organisation", &[], b"").status,
        403,
        "a closed connection"
    );
}

#[test]
fn a_second_organisation_is_another_set_of_books() {
    let books = Books::empty();
    let other = books.change(&json!({"add_tenant": "Second Company"}))["changed"][0]["add_tenant"].clone();
    let other = other.as_str().unwrap();
    books.grant();
    let tenant = [("xero-tenant-id", other)];
    let organisation = books.call("GET", "/Organisation", &tenant, b"").json();
    assert_eq!(organisation["Organisations"][0]["Name"], "Second Company");
    books.contact("Only in the first");
    assert_eq!(
        books.call("GET", "/Contacts", &tenant, b"").json()["Contacts"],
        json!([])
    );
}

#[test]
fn the_door_says_what_is_wrong() {
    let books = Books::empty();
    let detail = |answer: &Answer| (answer.status, answer.json()["Detail"].as_str().unwrap_or("").to_owned());
    let ask = |more: &[(&str, &str)]| books.call("GET", "/Organisation", more, b"");
    assert_eq!(
        detail(&ask(&[("xero-tenant-id", "")])),
        (403, "AuthenticationUnsuccessful".into())
    );
    assert_eq!(
        detail(&ask(&[("xero-tenant-id", "11111111-2222-3333-4444-555555555555")])).0,
        403
    );
    let json = ("Accept", "application/json");
    let target = format!("{API}/Organisation");
    let tenant = ("xero-tenant-id", books.running.realm_id.as_str());
    let stranger = http::send(
        books.port,
        "GET",
        &target,
        &[json, tenant, ("Authorization", "Bearer x")],
        b"",
    )
    .unwrap();
    assert_eq!(detail(&stranger), (401, "AuthenticationUnsuccessful".into()));
    books.change(&json!({"advance_seconds": 1801}));
    let (status, text) = detail(&ask(&[]));
    assert_eq!(
        (status, text.as_str()),
        (401, "TokenExpired: token expired at 11/22/2026 02:48:00")
    );
    books.grant();
    assert_eq!(
        detail(&books.call("GET", "/Journals", &[], b"")),
        (401, "AuthorizationUnsuccessful".into())
    );
    assert_eq!(
        ask(&[("Accept", "application/xml")]).status,
        406,
        "XML is not spoken here"
    );
    assert_eq!(ask(&[("Accept", "")]).status, 406, "the vendor's default is XML");
    assert_eq!(books.call("GET", "/Nothing", &[], b"").status, 404);
}

#[test]
fn a_scope_that_was_not_granted_is_missed() {
    let books = Books::empty();
    let tokens = exchange(&books, &code(&books), VERIFIER).json();
    *books.token.borrow_mut() = tokens["access_token"].as_str().unwrap().to_owned();
    books.get("/Contacts");
    books.get("/Accounts");
    let missed = books.call("GET", "/Invoices", &[], b"");
    assert_eq!(missed.status, 401);
    assert!(missed.header("www-authenticate").contains("insufficient_scope"));
    let account = json!({"Code": "206", "Name": "More", "Type": "REVENUE"}).to_string();
    assert_eq!(
        books.call("PUT", "/Accounts", &[], account.as_bytes()).status,
        401,
        "reading is not writing"
    );
    books.change(&json!({"switches": {"missing_scope": "forbidden"}}));
    assert_eq!(books.call("GET", "/Invoices", &[], b"").status, 403);
}

#[test]
fn revoking_ends_tokens_and_connections() {
    let books = Books::empty();
    let body = format!("token={}&client_id={CLIENT}", books.refresh.borrow());
    let answer = http::send(books.port, "POST", "/connect/revocation", &[], body.as_bytes()).unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(books.call("GET", "/Organisation", &[], b"").status, 401);
    let old = books.refresh.borrow().clone();
    dead(&refresh(&books, &old));
}

//! Consent, tokens and discovery: the flow with a proof key and without a secret.
//!
//! Not here: which organisations a consent opens (`tenants`), what a token lets one do (`mod`).
//! Invariant: a code buys tokens once; a superseded refresh token dies when its grace is over.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::claims::{USER, access_token, discovery, id_token, keys};
use super::switches::Switches;
use crate::pages;
use crate::wire::{Reply, Request};

/// Known to every practice connection; it protects nothing and must never be used elsewhere.
pub const CLIENT_ID: &str = "0123456789ABCDEF0123456789ABCDEF";

/// Where the practice application may be returned to. A loopback host and one of these ports, any path.
pub const REDIRECT_PORTS: [u16; 5] = [8722, 8723, 8724, 8742, 3000];

/// Every scope the practice application may ask for.
pub const SCOPES: [&str; 30] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.invoices.read",
    "accounting.payments",
    "accounting.payments.read",
    "accounting.banktransactions",
    "accounting.banktransactions.read",
    "accounting.manualjournals",
    "accounting.manualjournals.read",
    "accounting.contacts",
    "accounting.contacts.read",
    "accounting.settings",
    "accounting.settings.read",
    "accounting.attachments",
    "accounting.attachments.read",
    "accounting.reports.trialbalance.read",
    "accounting.reports.aged.read",
    "accounting.reports.balancesheet.read",
    "accounting.reports.banksummary.read",
    "accounting.reports.budgetsummary.read",
    "accounting.reports.executivesummary.read",
    "accounting.reports.profitandloss.read",
    "accounting.reports.taxreports.read",
    "accounting.transactions",
    "accounting.transactions.read",
    "accounting.reports.read",
    "accounting.journals.read",
];

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Code {
    redirect_uri: String,
    scope: String,
    challenge: String,
    event: String,
    /// Seconds since the epoch, as all times here.
    until: i64,
    used: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Refresh {
    until: i64,
    scope: String,
    event: String,
    superseded: bool,
}

/// What a bearer token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub until: i64,
    pub scope: String,
    /// The consent it came from.
    pub event: String,
}

/// Everything that was granted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Grants {
    codes: BTreeMap<String, Code>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
    /// Consents since the face last looked: each opens the organisations.
    #[serde(skip)]
    pub consents: Vec<String>,
    /// Whether the user took the consent back since then.
    #[serde(skip)]
    pub revoked: bool,
    /// Whether this changed since it was last journaled.
    #[serde(skip)]
    pub changed: bool,
}

/// Where we are and how we behave.
pub struct Desk<'a> {
    pub base_url: &'a str,
    pub auto_consent: bool,
    pub switches: &'a Switches,
    /// Names of the organisations to choose from.
    pub companies: Vec<String>,
}

/// Whether a bearer token opens the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bearer {
    Good(Access),
    Expired(i64),
    Unknown,
}

impl Grants {
    #[must_use]
    pub fn check(&self, header: &str, now: Timestamp) -> Bearer {
        let token = header.strip_prefix("Bearer ").map_or("", str::trim);
        match self.access.get(token) {
            Some(access) if access.until > now.as_second() => Bearer::Good(access.clone()),
            Some(access) => Bearer::Expired(access.until),
            None => Bearer::Unknown,
        }
    }

    /// Ends every grant, as a user does who disconnects the app.
    pub fn revoke_all(&mut self) {
        *self = Self {
            changed: true,
            revoked: true,
            ..Self::default()
        };
    }

    /// Ends access tokens only.
    pub fn expire_access(&mut self, now: Timestamp) {
        for access in self.access.values_mut() {
            access.until = access.until.min(now.as_second());
        }
        self.changed = true;
    }

    /// Answers what has to do with signing in; `None` when the path is something else.
    pub fn answer(&mut self, request: &Request, desk: &Desk<'_>, now: Timestamp) -> Option<Reply> {
        let path = request.path.trim_end_matches('/');
        Some(match (request.method.as_str(), path) {
            ("GET", "/.well-known/openid-configuration") => Reply::json(200, &discovery(desk)),
            ("GET" | "POST", "/identity/connect/authorize") => self.authorize(request, desk, now),
            ("POST", "/connect/token") => self.token(request, desk, now),
            ("POST", "/connect/revocation") => self.revoke(request, desk),
            ("GET", "/connect/userinfo") => self.user(request, now),
            ("GET", "/.well-known/openid-configuration/jwks") => Reply::json(200, &keys()),
            _ => return None,
        })
    }

    /// A fresh pair of tokens without the way through a browser.
    pub fn grant(&mut self, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let event = self.consent();
        let scope = SCOPES.join(" ");
        self.issue(&scope, &event, desk, now)
    }

    fn consent(&mut self) -> String {
        let event = uuid::Uuid::new_v4().to_string();
        self.consents.push(event.clone());
        event
    }

    fn authorize(&mut self, request: &Request, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let posted = if request.method == "POST" {
            request.form()
        } else {
            BTreeMap::new()
        };
        let field = |name: &str| {
            let sent = posted.get(name).map(String::as_str).or_else(|| request.param(name));
            sent.unwrap_or("").to_owned()
        };
        if field("client_id") != CLIENT_ID {
            return refused_page("unauthorized_client", "Unknown client or client not enabled");
        }
        let redirect = field("redirect_uri");
        if !redirect_allowed(&redirect, desk.switches) {
            return refused_page("unauthorized_client", "Invalid redirect_uri");
        }
        let (scope, state, challenge) = (field("scope"), field("state"), field("code_challenge"));
        if field("response_type") != "code" {
            return refused_page("unsupported_response_type", "Response type not supported");
        }
        if scope.split_whitespace().next().is_none() || scope.split_whitespace().any(|word| !SCOPES.contains(&word)) {
            return refused_page("invalid_scope", "Invalid scope for client");
        }
        if !challenge.is_empty() && field("code_challenge_method") != "S256" {
            return refused_page("invalid_request", "Transform algorithm not supported");
        }
        let auto = desk.auto_consent || field("auto") == "1";
        match field("decision").as_str() {
            "deny" => {
                let more = [
                    ("error", "access_denied"),
                    ("error_description", "TenantConsent status DENIED"),
                    ("state", &state),
                ];
                Reply::redirect(&pages::with_query(&redirect, &more))
            }
            "allow" => self.allow(&redirect, &state, &scope, &challenge, desk, now),
            _ if auto => self.allow(&redirect, &state, &scope, &challenge, desk, now),
            _ => consent_page(&redirect, &state, &scope, &challenge, desk),
        }
    }

    fn allow(
        &mut self,
        redirect: &str,
        state: &str,
        scope: &str,
        challenge: &str,
        desk: &Desk<'_>,
        now: Timestamp,
    ) -> Reply {
        let code = secret();
        let event = self.consent();
        self.codes.retain(|_, code| code.until > now.as_second());
        let kept = Code {
            redirect_uri: redirect.to_owned(),
            scope: scope.to_owned(),
            challenge: challenge.to_owned(),
            event,
            until: now.as_second() + seconds(desk.switches.code_s),
            used: false,
        };
        self.codes.insert(code.clone(), kept);
        self.changed = true;
        let session = secret();
        let more = [
            ("code", code.as_str()),
            ("scope", scope),
            ("state", state),
            ("session_state", &session),
        ];
        Reply::redirect(&pages::with_query(redirect, &more))
    }

    fn token(&mut self, request: &Request, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let form = request.form();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        if !is_client(request, field("client_id")) {
            return oauth_error("invalid_client");
        }
        match field("grant_type") {
            "authorization_code" => {
                let good = self.codes.get_mut(field("code")).filter(|code| {
                    let fresh = !code.used && code.until > now.as_second();
                    fresh
                        && code.redirect_uri == field("redirect_uri")
                        && proves(&code.challenge, field("code_verifier"))
                });
                let Some(code) = good else {
                    return oauth_error("invalid_grant");
                };
                code.used = true;
                let (scope, event) = (code.scope.clone(), code.event.clone());
                self.issue(&scope, &event, desk, now)
            }
            "refresh_token" => self.renew(field("refresh_token"), desk, now),
            _ => oauth_error("unsupported_grant_type"),
        }
    }

    fn renew(&mut self, sent: &str, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let known = self
            .refresh
            .get_mut(sent)
            .filter(|refresh| refresh.until > now.as_second());
        let Some(known) = known else {
            return oauth_error("invalid_grant");
        };
        if !known.superseded {
            known.superseded = true;
            known.until = known
                .until
                .min(now.as_second() + seconds(desk.switches.refresh_grace_s));
        }
        let (scope, event) = (known.scope.clone(), known.event.clone());
        self.issue(&scope, &event, desk, now)
    }

    fn issue(&mut self, scope: &str, event: &str, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let (at, switches) = (now.as_second(), desk.switches);
        // Tokens that are long over are forgotten; those just over are still told from unknown ones.
        self.access.retain(|_, access| access.until > at - 86_400);
        self.refresh.retain(|_, refresh| refresh.until > at);
        let until = at + seconds(switches.access_token_s);
        let access = access_token(scope, event, at, until);
        let kept = Access {
            until,
            scope: scope.to_owned(),
            event: event.to_owned(),
        };
        self.access.insert(access.clone(), kept);
        self.changed = true;
        let mut body = json!({
            "access_token": access, "expires_in": switches.access_token_s, "token_type": "Bearer", "scope": scope
        });
        let asks = |word: &str| scope.split_whitespace().any(|asked| asked == word);
        if asks("openid") {
            body["id_token"] = json!(id_token(event, at));
        }
        if asks("offline_access") {
            let refresh = secret();
            body["refresh_token"] = json!(refresh);
            let kept = Refresh {
                until: at + seconds(switches.refresh_token_s),
                scope: scope.to_owned(),
                event: event.to_owned(),
                superseded: false,
            };
            self.refresh.insert(refresh, kept);
        }
        Reply::json(200, &body).with("Cache-Control", "no-store, no-cache, max-age=0")
    }

    fn revoke(&mut self, request: &Request, desk: &Desk<'_>) -> Reply {
        let form = request.form();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let named = is_client(request, field("client_id"));
        let nameless = field("client_id").is_empty() && request.header("authorization").is_empty();
        if !named && (desk.switches.revoke_needs_client || !nameless) {
            return oauth_error("invalid_client");
        }
        let token = field("token");
        if self.refresh.contains_key(token) || self.access.contains_key(token) {
            self.revoke_all();
        }
        Reply::new(200, "text/plain", "")
    }

    fn user(&self, request: &Request, now: Timestamp) -> Reply {
        match self.check(request.header("authorization"), now) {
            Bearer::Good(_) => Reply::json(
                200,
                &json!({
                    "sub": USER, "xero_userid": USER, "email": "bookkeeper@practice.example", "name": "Practice Bookkeeper",
                    "given_name": "Practice", "family_name": "Bookkeeper", "preferred_username": "bookkeeper@practice.example"
                }),
            ),
            _ => Reply::json(401, &json!({"error": "invalid_token"})),
        }
    }
}

fn seconds(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX / 4)
}

pub fn secret() -> String {
    let random = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
    URL_SAFE_NO_PAD.encode(random)
}

fn oauth_error(code: &str) -> Reply {
    Reply::json(400, &json!({"error": code}))
}

/// The client names itself in the form; clients with a secret sometimes do so in a header, which is let pass.
fn is_client(request: &Request, id: &str) -> bool {
    let basic = request.header("authorization").strip_prefix("Basic ");
    let decoded = basic.and_then(|text| base64::engine::general_purpose::STANDARD.decode(text.trim()).ok());
    let named = decoded.map(|pair| String::from_utf8_lossy(&pair).into_owned());
    let named = named.and_then(|pair| pair.split(':').next().map(str::to_owned));
    id == CLIENT_ID || named.is_some_and(|named| named == CLIENT_ID)
}

/// Whether the verifier fits the challenge. A code that was asked for without one needs none.
fn proves(challenge: &str, verifier: &str) -> bool {
    if challenge.is_empty() {
        return verifier.is_empty();
    }
    let letters = verifier
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(letter));
    let length = (43..=128).contains(&verifier.len());
    letters
        && length
        && URL_SAFE_NO_PAD.encode(<sha2::Sha256 as sha2::Digest>::digest(verifier.as_bytes())) == challenge
}

/// `http://localhost` at a registered port; the number of this computer is not its name.
fn redirect_allowed(address: &str, switches: &Switches) -> bool {
    let Ok(url) = url::Url::parse(address) else {
        return false;
    };
    let host = url.host_str().unwrap_or("");
    let named = host == "localhost" || (!switches.localhost_by_name_only && host == "127.0.0.1");
    let known = &switches.redirect_ports;
    let port = known.is_empty() || url.port_or_known_default().is_some_and(|port| known.contains(&port));
    url.scheme() == "http" && named && port
}

/// The vendor shows its own page and never returns to the application.
fn refused_page(error: &str, text: &str) -> Reply {
    let content = format!(
        "<p>Error: {} : {}</p><p>Error code: 500</p>",
        pages::escape(error),
        pages::escape(text)
    );
    pages::page(400, "Sorry, something went wrong", &content)
}

fn consent_page(redirect: &str, state: &str, scope: &str, challenge: &str, desk: &Desk<'_>) -> Reply {
    let hidden = [
        ("client_id", CLIENT_ID),
        ("redirect_uri", redirect),
        ("state", state),
        ("scope", scope),
        ("response_type", "code"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ];
    let hidden = hidden.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = pages::hidden(&hidden.collect::<Vec<_>>());
    let companies = pages::escape(&desk.companies.join(", "));
    let content = format!(
        "<p>An application on this computer asks to read and write the books of <strong>{companies}</strong>. \
         Nothing here is real: the practice organisation lives on this computer only.</p>\
         <form method=\"post\" action=\"/identity/connect/authorize\">{fields}\
         <button name=\"decision\" value=\"allow\">Allow access</button>\
         <button name=\"decision\" value=\"deny\">Cancel</button></form>"
    );
    pages::page(200, "Connect to the practice ledger", &content)
}

/// Whether a scope lets a request pass: reading needs either form, writing the full one.
#[must_use]
pub fn may(scope: &str, area: &str, writes: bool) -> bool {
    let old = if area.starts_with("accounting.reports") {
        "accounting.reports"
    } else {
        "accounting.transactions"
    };
    let broad = !matches!(
        area,
        "accounting.contacts" | "accounting.settings" | "accounting.attachments"
    );
    scope.split_whitespace().any(|granted| {
        let whole = granted == area || (broad && granted == old);
        let reads = granted == format!("{area}.read") || (broad && granted == format!("{old}.read"));
        whole || (reads && !writes)
    })
}

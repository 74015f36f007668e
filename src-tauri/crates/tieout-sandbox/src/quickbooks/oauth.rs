//! Consent, tokens and discovery.
//!
//! Not here: what a token lets one do (`mod`).
//! Invariant: a code buys tokens once; a superseded refresh token dies when its grace is over.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::switches::Switches;
use crate::pages::{self, page, with_query};
use crate::wire::{Reply, Request};

/// Known to every practice connection; it protects nothing and must never be used elsewhere.
pub const CLIENT_ID: &str = "practice-client-id";
pub const CLIENT_SECRET: &str = "practice-client-secret";

/// The issuer that the vendor's own client library insists on.
const ISSUER: &str = "https://oauth.platform.intuit.com/op/v1";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Code {
    redirect_uri: String,
    scope: String,
    /// Seconds since the epoch, as all times here.
    until: i64,
    used: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Refresh {
    until: i64,
    scope: String,
    superseded: bool,
}

/// Everything that was granted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Grants {
    codes: BTreeMap<String, Code>,
    access: BTreeMap<String, i64>,
    refresh: BTreeMap<String, Refresh>,
    /// Whether this changed since it was last journaled.
    #[serde(skip)]
    pub changed: bool,
}

/// Where we are and how we behave.
pub struct Desk<'a> {
    pub base_url: &'a str,
    pub realm: &'a str,
    pub auto_consent: bool,
    pub switches: &'a Switches,
}

/// Whether a bearer token opens the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    Good,
    Expired,
    Malformed,
}

impl Grants {
    #[must_use]
    pub fn check(&self, header: &str, now: Timestamp) -> Bearer {
        let Some(token) = header.strip_prefix("Bearer ").map(str::trim) else {
            return Bearer::Malformed;
        };
        match self.access.get(token) {
            Some(until) if *until > now.as_second() => Bearer::Good,
            Some(_) => Bearer::Expired,
            None if (20..2000).contains(&token.len()) => Bearer::Expired,
            None => Bearer::Malformed,
        }
    }

    /// Ends every grant, as a user does who disconnects the app.
    pub fn revoke_all(&mut self) {
        *self = Self {
            changed: true,
            ..Self::default()
        };
    }

    /// Ends access tokens only.
    pub fn expire_access(&mut self) {
        self.access.clear();
        self.changed = true;
    }

    /// Answers anything that is not the accounting API; `None` when the path is not ours.
    pub fn answer(&mut self, request: &Request, desk: &Desk<'_>, now: Timestamp) -> Option<Reply> {
        let path = request.path.trim_end_matches('/');
        Some(match (request.method.as_str(), path) {
            ("GET", "/.well-known/openid_configuration" | "/.well-known/openid_sandbox_configuration") => {
                Reply::json(200, &discovery(desk.base_url))
            }
            ("GET" | "POST", "/connect/oauth2") => self.authorize(request, desk, now),
            ("POST", "/oauth2/v1/tokens/bearer") => self.token(request, desk, now),
            ("POST", "/v2/oauth2/tokens/revoke") => self.revoke(request),
            ("GET", "/v1/openid_connect/userinfo") => self.user(request, now),
            ("GET", "/op/v1/jwks") => Reply::json(
                200,
                &json!({"keys": [{
                    "kty": "RSA", "e": "AQAB", "use": "sig", "kid": "practice", "alg": "RS256",
                    "n": URL_SAFE_NO_PAD.encode([0xB5_u8; 256])
                }]}),
            ),
            _ => return None,
        })
    }

    /// A fresh pair of tokens without the way through a browser.
    pub fn grant(&mut self, desk: &Desk<'_>, now: Timestamp) -> Reply {
        self.issue("com.intuit.quickbooks.accounting", desk, now, None, false)
    }

    fn authorize(&mut self, request: &Request, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let posted = if request.method == "POST" {
            request.form()
        } else {
            BTreeMap::new()
        };
        let field = |name: &str| {
            posted
                .get(name)
                .map(String::as_str)
                .or_else(|| request.param(name))
                .unwrap_or("")
                .to_owned()
        };
        let (redirect, state, scope) = (field("redirect_uri"), field("state"), field("scope"));
        if field("client_id") != CLIENT_ID {
            return page(
                400,
                "Unknown application",
                "<p>The client id is not the practice client id.</p>",
            );
        }
        if !redirect_allowed(&redirect, desk.switches.production_keys) {
            return page(
                400,
                "Redirect address refused",
                "<p>The redirect address is not one of this application.</p>",
            );
        }
        if field("response_type") != "code" || scope.trim().is_empty() {
            return page(
                400,
                "Request refused",
                "<p>A response type of code and a scope are needed.</p>",
            );
        }
        if desk.switches.pkce_refused && !field("code_challenge").is_empty() {
            return page(400, "Request refused", "<p>Code challenges are not supported.</p>");
        }
        let auto = desk.auto_consent || field("auto") == "1";
        match field("decision").as_str() {
            "deny" => Reply::redirect(&with_query(&redirect, &[("error", "access_denied"), ("state", &state)])),
            "allow" => self.allow(&redirect, &state, &scope, desk, now),
            _ if auto => self.allow(&redirect, &state, &scope, desk, now),
            _ => consent(&redirect, &state, &scope),
        }
    }

    fn allow(&mut self, redirect: &str, state: &str, scope: &str, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let code = format!("PR{}", secret());
        let until = now.as_second() + seconds(desk.switches.code_s);
        self.codes.retain(|_, code| code.until > now.as_second());
        self.codes.insert(
            code.clone(),
            Code {
                redirect_uri: redirect.to_owned(),
                scope: scope.to_owned(),
                until,
                used: false,
            },
        );
        self.changed = true;
        Reply::redirect(&with_query(
            redirect,
            &[("code", &code), ("state", state), ("realmId", desk.realm)],
        ))
    }

    fn token(&mut self, request: &Request, desk: &Desk<'_>, now: Timestamp) -> Reply {
        let form = request.form();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        if !is_client(request, field("client_id"), field("client_secret")) {
            return Reply::json(401, &json!({"error": "invalid_client"}));
        }
        let hard_end = request.header("x-include-refresh-token-hard-expires-in") == "true";
        match field("grant_type") {
            "authorization_code" => {
                let good = self.codes.get_mut(field("code")).filter(|code| {
                    !code.used && code.until > now.as_second() && code.redirect_uri == field("redirect_uri")
                });
                let Some(code) = good else {
                    return invalid_grant("Token invalid");
                };
                code.used = true;
                let scope = code.scope.clone();
                self.issue(&scope, desk, now, None, hard_end)
            }
            "refresh_token" => {
                let sent = field("refresh_token").to_owned();
                let known = self
                    .refresh
                    .get(&sent)
                    .filter(|refresh| refresh.until > now.as_second())
                    .cloned();
                match known {
                    Some(_) if desk.switches.user_removed => not_a_member(),
                    Some(refresh) => self.issue(&refresh.scope, desk, now, Some(&sent), hard_end),
                    None if self.access.contains_key(&sent) => invalid_grant("Incorrect Token type or clientID"),
                    None => invalid_grant("Token invalid"),
                }
            }
            _ => Reply::json(400, &json!({"error": "unsupported_grant_type"})),
        }
    }

    fn issue(&mut self, scope: &str, desk: &Desk<'_>, now: Timestamp, from: Option<&str>, hard_end: bool) -> Reply {
        let (at, switches) = (now.as_second(), desk.switches);
        self.access.retain(|_, until| *until > at);
        self.refresh.retain(|_, refresh| refresh.until > at);
        let access = format!("eyJlbmMiOiJwcmFjdGljZSJ9.{}{}", secret(), secret());
        self.access
            .insert(access.clone(), at + seconds(switches.access_token_s));
        let refresh = match from {
            Some(old) if !switches.refresh_rotates => old.to_owned(),
            Some(old) => {
                if let Some(old) = self.refresh.get_mut(old).filter(|old| !old.superseded) {
                    old.superseded = true;
                    old.until = old.until.min(at + seconds(switches.refresh_grace_s));
                }
                format!("RT1-{}", secret())
            }
            None => format!("RT1-{}", secret()),
        };
        self.refresh.entry(refresh.clone()).or_insert_with(|| Refresh {
            until: at + seconds(switches.refresh_token_s),
            scope: scope.to_owned(),
            superseded: false,
        });
        self.changed = true;
        let mut body = json!({
            "token_type": "bearer", "expires_in": switches.access_token_s, "access_token": access,
            "refresh_token": refresh, "x_refresh_token_expires_in": switches.refresh_token_s
        });
        if hard_end {
            body["x_refresh_token_hard_expires_in"] = json!(157_680_000);
        }
        if scope.split_whitespace().any(|word| word == "openid") && from.is_none() {
            body["id_token"] = json!(id_token(desk.realm, at));
        }
        Reply::json(200, &body).with("Cache-Control", "no-cache, no-store")
    }

    fn revoke(&mut self, request: &Request) -> Reply {
        let form = request.form();
        let field = |name: &str| form.get(name).map_or("", String::as_str).to_owned();
        if !is_client(request, &field("client_id"), &field("client_secret")) {
            return Reply::json(401, &json!({"error": "invalid_client"}));
        }
        let sent = serde_json::from_slice::<Value>(&request.body).ok();
        let token = sent
            .and_then(|body| body["token"].as_str().map(str::to_owned))
            .unwrap_or_else(|| field("token"));
        if !self.access.contains_key(&token) && !self.refresh.contains_key(&token) {
            return Reply::json(400, &json!({"error": "invalid_request"}));
        }
        self.revoke_all();
        Reply::json(200, &json!({}))
    }

    fn user(&self, request: &Request, now: Timestamp) -> Reply {
        if self.check(request.header("authorization"), now) != Bearer::Good {
            return Reply::json(401, &json!({"error": "invalid_token"}));
        }
        Reply::json(
            200,
            &json!({
                "sub": "practice-user", "email": "bookkeeper@practice.example", "emailVerified": true,
                "givenName": "Practice", "familyName": "Bookkeeper"
            }),
        )
    }
}

fn seconds(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX / 4)
}

fn secret() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

fn invalid_grant(text: &str) -> Reply {
    Reply::json(400, &json!({"error": "invalid_grant", "error_description": text}))
}

/// The user's access to the company ended after consent.
fn not_a_member() -> Reply {
    Reply::json(
        400,
        &json!({
            "error": "invalid_grant",
            "error_description": "Unauthorized Request: User is not a member of the specified Realm",
            "x_error_reason": "user_not_in_realm", "x_error_reason_detail": "The user is not a member of the company."
        }),
    )
}

/// Basic authentication, or the same two in the form.
fn is_client(request: &Request, id: &str, key: &str) -> bool {
    let basic = request
        .header("authorization")
        .strip_prefix("Basic ")
        .and_then(|text| STANDARD.decode(text.trim()).ok());
    match basic {
        Some(pair) => {
            let pair = String::from_utf8_lossy(&pair).into_owned();
            let plain = pair == format!("{CLIENT_ID}:{CLIENT_SECRET}");
            // Some libraries form-encode both halves before joining them.
            plain || crate::wire::decode_path(&pair) == format!("{CLIENT_ID}:{CLIENT_SECRET}")
        }
        None => id == CLIENT_ID && key == CLIENT_SECRET,
    }
}

/// Development keys: plain HTTP to this computer only, HTTPS to anywhere. Keys of a published application: HTTPS to a
/// named host that is not this computer.
fn redirect_allowed(address: &str, production: bool) -> bool {
    let Ok(url) = url::Url::parse(address) else {
        return false;
    };
    match url.scheme() {
        "https" if production => url.domain().is_some_and(|name| name != "localhost"),
        _ if production => false,
        "https" => url.host_str().is_some(),
        "http" => matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    }
}

fn id_token(realm: &str, at: i64) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(json!({"kid": "practice", "alg": "RS256"}));
    let body = part(json!({
        "sub": "practice-user", "aud": [CLIENT_ID], "realmid": realm, "auth_time": at, "iss": ISSUER,
        "exp": at + 3600, "iat": at
    }));
    format!("{head}.{body}.{}", URL_SAFE_NO_PAD.encode([0_u8; 256]))
}

fn discovery(base: &str) -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{base}/connect/oauth2"),
        "token_endpoint": format!("{base}/oauth2/v1/tokens/bearer"),
        "userinfo_endpoint": format!("{base}/v1/openid_connect/userinfo"),
        "revocation_endpoint": format!("{base}/v2/oauth2/tokens/revoke"),
        "jwks_uri": format!("{base}/op/v1/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone", "com.intuit.quickbooks.accounting"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"]
    })
}

fn consent(redirect: &str, state: &str, scope: &str) -> Reply {
    let hidden = [
        ("client_id", CLIENT_ID),
        ("redirect_uri", redirect),
        ("state", state),
        ("scope", scope),
        ("response_type", "code"),
    ];
    let fields = pages::hidden(&hidden);
    let content = format!(
        "<p>An application on this computer asks to read and write the books of the <strong>practice company</strong>. \
         Nothing here is real: the practice company lives on this computer only.</p>\
         <form method=\"post\" action=\"/connect/oauth2\">{fields}\
         <button name=\"decision\" value=\"allow\">Allow</button>\
         <button name=\"decision\" value=\"deny\">Deny</button></form>"
    );
    page(200, "Connect to the practice ledger", &content)
}

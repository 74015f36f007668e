//! What tokens say and where the addresses are.
//!
//! Not here: which tokens are good (`oauth`).
//! Invariant: a token's signature is nothing but zeros; it protects nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::oauth::{CLIENT_ID, Desk, SCOPES, secret};

pub const USER: &str = "5f4dcc3b-5aa7-45d6-8d83-27deb882cf99";
const ISSUER: &str = "https://identity.xero.com";

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = json!({"alg": "RS256", "kid": "practice", "typ": "JWT"});
    format!(
        "{}.{}.{}",
        part(&head),
        part(claims),
        URL_SAFE_NO_PAD.encode([0_u8; 256])
    )
}

#[must_use]
pub fn access_token(scope: &str, event: &str, at: i64, until: i64) -> String {
    let scopes: Vec<&str> = scope.split_whitespace().collect();
    jwt(&json!({
        "nbf": at, "exp": until, "iss": ISSUER, "aud": format!("{ISSUER}/resources"), "client_id": CLIENT_ID, "sub": USER,
        "auth_time": at, "xero_userid": USER, "global_session_id": event, "sid": event, "jti": secret(),
        "authentication_event_id": event, "scope": scopes, "amr": ["pwd"]
    }))
}

#[must_use]
pub fn id_token(event: &str, at: i64) -> String {
    jwt(&json!({
        "nbf": at, "exp": at + 300, "iss": ISSUER, "aud": CLIENT_ID, "iat": at, "sub": USER, "auth_time": at,
        "xero_userid": USER, "global_session_id": event, "email": "bookkeeper@practice.example",
        "given_name": "Practice", "family_name": "Bookkeeper", "preferred_username": "bookkeeper@practice.example"
    }))
}

#[must_use]
pub fn keys() -> Value {
    json!({"keys": [{
        "kty": "RSA", "e": "AQAB", "use": "sig", "kid": "practice", "alg": "RS256", "n": URL_SAFE_NO_PAD.encode([0xB5_u8; 256])
    }]})
}

#[must_use]
pub fn discovery(desk: &Desk<'_>) -> Value {
    let base = desk.base_url;
    json!({
        "issuer": ISSUER,
        "jwks_uri": format!("{base}/.well-known/openid-configuration/jwks"),
        "authorization_endpoint": format!("{base}/identity/connect/authorize"),
        "token_endpoint": format!("{base}/connect/token"),
        "userinfo_endpoint": format!("{base}/connect/userinfo"),
        "end_session_endpoint": format!("{base}/connect/endsession"),
        "revocation_endpoint": format!("{base}/connect/revocation"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["plain", "S256"],
        // No real vendor says it here: a practice ledger that counts none (0) need not be spared.
        "tieout_calls_per_minute": desk.switches.per_minute
    })
}

//! Which organisation a permission is for. One permission may cover several; the code of a sign-in names none of them.
//!
//! Not here: tokens. Invariant: an organisation is chosen because it was expected, or because this very consent gave it; never
//! because it came first.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tieout_connect::http::{BaseUrl, Http, Request};
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::client::bearer;

/// One organisation that the permission covers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// Of the connection, which is what is ended when one organisation is given up.
    pub id: String,
    pub tenant_id: String,
    #[serde(default)]
    pub auth_event_id: Option<String>,
    #[serde(default)]
    pub tenant_type: Option<String>,
}

/// All organisations of a permission.
pub async fn all(http: &Http, base: &BaseUrl, access: &SecretString) -> Result<Vec<Tenant>, Failure> {
    let url = base.join("connections").map_err(Failure::internal)?;
    let request = Request::get(url)
        .header("accept", "application/json")
        .authorization(bearer(access));
    let answer = http.send(request).await.map_err(|failure| failure.as_failure())?;
    let unread = || {
        Failure::new(ErrorCode::AnswerUnknown, Recovery::Reconnect)
            .param("status", answer.status)
            .context("reading the organisations of the permission")
    };
    if answer.status != 200 {
        return Err(unread());
    }
    serde_json::from_slice(&answer.body).map_err(|_| unread())
}

/// Ends the permission for one organisation and leaves it for the others.
pub async fn disconnect(http: &Http, base: &BaseUrl, access: &SecretString, connection: &str) -> Result<(), Failure> {
    let url = base
        .join(&format!("connections/{connection}"))
        .map_err(Failure::internal)?;
    let request = Request::new("DELETE", url).authorization(bearer(access));
    let answer = http.send(request).await.map_err(|failure| failure.as_failure())?;
    match answer.status {
        // 404: it is gone already, which is what was wanted.
        200..=299 | 404 => Ok(()),
        status => Err(Failure::new(ErrorCode::LedgerUnavailable, Recovery::Retry).param("status", status)),
    }
}

/// Pure: the organisation this sign-in is for. `event` is the consent that gave the access.
pub fn choose<'a>(tenants: &'a [Tenant], expected: Option<&str>, event: Option<&str>) -> Result<&'a Tenant, Failure> {
    let books: Vec<&Tenant> = tenants.iter().filter(|tenant| keeps_books(tenant)).collect();
    if let Some(expected) = expected {
        let found = books.iter().find(|tenant| tenant.tenant_id == expected);
        let others = || {
            books
                .iter()
                .map(|tenant| tenant.tenant_id.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        return found.copied().ok_or_else(|| {
            Failure::new(ErrorCode::WrongCompany, Recovery::Reconnect)
                .param("expected", expected)
                .param("found", others())
        });
    }
    let given: Vec<&Tenant> = books
        .iter()
        .copied()
        .filter(|tenant| event.is_some() && tenant.auth_event_id.as_deref() == event)
        .collect();
    match (given.as_slice(), books.as_slice()) {
        ([only], _) | ([], [only]) => Ok(only),
        ([], []) => {
            let failure = Failure::new(ErrorCode::SignInCancelled, Recovery::Reconnect);
            Err(failure.context("the permission covers no organisation"))
        }
        _ => {
            let failure = Failure::new(ErrorCode::AnswerUnknown, Recovery::Reconnect);
            Err(failure.context("the permission covers several organisations; choose one when you sign in"))
        }
    }
}

/// A practice of accountants is no organisation.
fn keeps_books(tenant: &Tenant) -> bool {
    tenant.tenant_type.as_deref().is_none_or(|kind| kind == "ORGANISATION")
}

/// The consent that an access token comes from: a claim of its middle part. Nothing is decided by it but which line to take.
pub fn event_of(access: &SecretString) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        authentication_event_id: Option<String>,
    }
    use base64::Engine as _;
    let middle = access.expose_secret().split('.').nth(1)?;
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(middle.trim_end_matches('='))
        .ok()?;
    serde_json::from_slice::<Claims>(&text).ok()?.authentication_event_id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: &str, event: &str, kind: &str) -> Tenant {
        serde_json::from_value(serde_json::json!({
            "id": format!("c-{id}"), "tenantId": id, "authEventId": event, "tenantType": kind, "tenantName": "x",
            "createdDateUtc": "2019-12-07T18:46:19.5165400",
        }))
        .unwrap()
    }

    fn several() -> Vec<Tenant> {
        vec![
            tenant("a", "e1", "ORGANISATION"),
            tenant("b", "e2", "ORGANISATION"),
            tenant("p", "e2", "PRACTICE"),
        ]
    }

    fn chosen(expected: Option<&str>, event: Option<&str>) -> Result<String, ErrorCode> {
        let tenants = several();
        let chosen = choose(&tenants, expected, event).map(|tenant| tenant.tenant_id.clone());
        chosen.map_err(|failure| failure.code)
    }

    #[test]
    fn the_expected_organisation_is_taken_else_the_one_of_this_consent() {
        assert_eq!(chosen(Some("a"), Some("e2")).as_deref(), Ok("a"));
        assert_eq!(chosen(Some("z"), Some("e2")), Err(ErrorCode::WrongCompany));
        assert_eq!(
            chosen(None, Some("e2")).as_deref(),
            Ok("b"),
            "a practice keeps no books"
        );
        assert_eq!(
            chosen(None, None),
            Err(ErrorCode::AnswerUnknown),
            "nobody guesses between two"
        );
    }

    #[test]
    fn a_single_organisation_needs_no_event_and_none_is_no_sign_in() {
        let one = [tenant("a", "old", "ORGANISATION")];
        assert_eq!(choose(&one, None, Some("new")).unwrap().tenant_id, "a");
        assert_eq!(choose(&[], None, None).unwrap_err().code, ErrorCode::SignInCancelled);
    }

    #[test]
    fn the_event_is_read_from_the_token() {
        use base64::Engine as _;
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(r#"{"authentication_event_id":"e9"}"#);
        assert_eq!(event_of(&format!("h.{claims}.s").into()).as_deref(), Some("e9"));
        for other in ["opaque", "a.b.c", ""] {
            assert_eq!(event_of(&other.into()), None, "{other}");
        }
    }
}

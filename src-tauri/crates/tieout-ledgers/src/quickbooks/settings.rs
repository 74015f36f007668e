//! The connect page: its lines, their defaults, and whether what was typed can work.
//!
//! Not here: signing in (`factory`). Invariant: every line that cannot work gets its own reason.

use secrecy::SecretString;
use serde::Deserialize;
use tieout_connect::ConnectionValues;
use tieout_connect::factory::{ConnectionField, Environment, FieldCheck};
use tieout_connect::http::{BaseUrl, Exchange, Http, HttpLimits, Reach, Request};
use tieout_connect::oauth::{AppKeys, KeysVerdict, Provider, look_at_keys, redirect_is_usable};
use tieout_domain::{ErrorCode, Failure, Recovery};
use url::Url;

pub const CLIENT_ID: &str = "client_id";
pub const CLIENT_SECRET: &str = "client_secret";
pub const BASE_URL: &str = "base_url";
pub const AUTHORIZE_URL: &str = "authorize_url";
pub const TOKEN_URL: &str = "token_url";
pub const REDIRECT_URL: &str = "redirect_url";
pub const REVOKE_URL: &str = "revoke_url";
pub const USERINFO_URL: &str = "userinfo_url";

/// Accounting is all we need; the rest names the person who signed in on the General panel.
const SCOPES: [&str; 3] = ["com.intuit.quickbooks.accounting", "openid", "email"];

const PRODUCTION_BASE: &str = "https://quickbooks.api.intuit.com";
const TEST_BASE: &str = "https://sandbox-quickbooks.api.intuit.com";
const AUTHORIZE: &str = "https://appcenter.intuit.com/connect/oauth2";
const TOKEN: &str = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer";
const REVOKE: &str = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke";
const USERINFO: &str = "https://accounts.platform.intuit.com/v1/openid_connect/userinfo";
const TEST_USERINFO: &str = "https://sandbox-accounts.platform.intuit.com/v1/openid_connect/userinfo";

/// Production keys refuse loopback addresses: Intuit's own page shows the address to paste.
const PRODUCTION_REDIRECT: &str = "https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl";
/// Development keys must have exactly this address in their list.
const TEST_REDIRECT: &str = "http://localhost:53682/quickbooks";
/// A practice ledger takes any port.
const PRACTICE_REDIRECT: &str = "http://localhost:0/quickbooks";

pub fn fields() -> Vec<ConnectionField> {
    let line = |key: &str, label: &str, checked: bool, default: Option<&str>| ConnectionField {
        key: key.to_owned(),
        label: label.to_owned(),
        secret: key == CLIENT_SECRET,
        checked,
        value_default: default.map(str::to_owned),
    };
    vec![
        line(CLIENT_ID, "Client ID", true, None),
        line(CLIENT_SECRET, "Client secret", true, None),
        line(BASE_URL, "Base URL", true, Some(PRODUCTION_BASE)),
        line(AUTHORIZE_URL, "Authorization URL", true, Some(AUTHORIZE)),
        line(TOKEN_URL, "Token URL", true, Some(TOKEN)),
        line(REDIRECT_URL, "Redirect URL", false, Some(PRODUCTION_REDIRECT)),
        line(REVOKE_URL, "Revocation URL", false, Some(REVOKE)),
        line(USERINFO_URL, "User info URL", false, Some(USERINFO)),
    ]
}

/// The parts of a discovery document we use. `tieout_*` members are only in a practice ledger's.
#[derive(Debug, Deserialize)]
struct Discovery {
    authorization_endpoint: String,
    token_endpoint: String,
    #[serde(default)]
    revocation_endpoint: Option<String>,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
}

pub async fn defaults(environment: &Environment) -> Result<ConnectionValues, Failure> {
    let values = |base: &str, redirect: &str, userinfo: &str| {
        ConnectionValues::default()
            .with(BASE_URL, base)
            .with(AUTHORIZE_URL, AUTHORIZE)
            .with(TOKEN_URL, TOKEN)
            .with(REVOKE_URL, REVOKE)
            .with(USERINFO_URL, userinfo)
            .with(REDIRECT_URL, redirect)
    };
    match environment {
        Environment::Production => Ok(values(PRODUCTION_BASE, PRODUCTION_REDIRECT, USERINFO)),
        Environment::VendorTest => Ok(values(TEST_BASE, TEST_REDIRECT, TEST_USERINFO)),
        Environment::Practice { discovery_url } => practice(discovery_url).await,
    }
}

async fn practice(discovery_url: &str) -> Result<ConnectionValues, Failure> {
    let address = address(discovery_url, Reach::Practice).map_err(|reason| settings("discovery_url", &reason))?;
    let http = Http::new(Reach::Practice, HttpLimits::default())?;
    let answer = http
        .send(Request::get(address.clone()))
        .await
        .map_err(|failure| failure.as_failure())?;
    let found: Discovery =
        serde_json::from_slice(&answer.body).map_err(|_| settings("discovery_url", "it is no discovery document"))?;
    let base = address.origin().ascii_serialization();
    let values = ConnectionValues {
        practice: true,
        ..ConnectionValues::default()
    }
    .with(BASE_URL, base)
    .with(AUTHORIZE_URL, found.authorization_endpoint)
    .with(TOKEN_URL, found.token_endpoint)
    .with(REDIRECT_URL, PRACTICE_REDIRECT)
    .with(REVOKE_URL, found.revocation_endpoint.unwrap_or_default())
    .with(USERINFO_URL, found.userinfo_endpoint.unwrap_or_default());
    Ok(values)
}

/// The settings, checked as far as they can be without asking anybody.
pub struct Settings {
    pub client_id: String,
    pub base: BaseUrl,
    pub provider: Provider,
    pub redirect: Url,
}

impl Settings {
    pub fn of(values: &ConnectionValues) -> Result<Self, Failure> {
        let reach = Reach::of(values.practice);
        let text = |key: &str| values.get(key).ok_or_else(|| settings(key, "it is empty"));
        let base = BaseUrl::parse(text(BASE_URL)?, reach).map_err(|error| settings(BASE_URL, &error.to_string()))?;
        let url = |key: &str| text(key).and_then(|text| address(text, reach).map_err(|reason| settings(key, &reason)));
        let optional = |key: &str| values.get(key).map(|_| url(key)).transpose();
        let redirect = Url::parse(text(REDIRECT_URL)?)
            .ok()
            .filter(|url| redirect_is_usable(url, reach));
        Ok(Self {
            client_id: text(CLIENT_ID)?.to_owned(),
            base,
            provider: Provider {
                authorize: url(AUTHORIZE_URL)?,
                token: url(TOKEN_URL)?,
                revoke: optional(REVOKE_URL)?,
                userinfo: optional(USERINFO_URL)?,
                scopes: SCOPES.map(str::to_owned).to_vec(),
                book_param: Some("realmId".to_owned()),
                pkce: false,
                refresh_seconds: None,
                reach,
            },
            redirect: redirect
                .ok_or_else(|| settings(REDIRECT_URL, "it is no https address and none on this computer"))?,
        })
    }
}

fn address(text: &str, reach: Reach) -> Result<Url, String> {
    // The same rules as for the base address; a trailing slash is kept, since discovery addresses have one.
    BaseUrl::parse(text, reach).map_err(|error| error.to_string())?;
    Url::parse(text.trim()).map_err(|error| error.to_string())
}

fn settings(key: &str, reason: &str) -> Failure {
    Failure::new(ErrorCode::ConnectionSettings, Recovery::ChangeSetting)
        .param("field", key)
        .context(reason)
}

/// One answer for each checked line: what is wrong with it, or nothing.
pub async fn check(values: &ConnectionValues, secret: Option<SecretString>) -> Vec<FieldCheck> {
    let reach = Reach::of(values.practice);
    let limits = HttpLimits {
        whole_answer: std::time::Duration::from_secs(15),
        ..HttpLimits::default()
    };
    let http = Http::new(reach, limits);
    let keys = match &http {
        Ok(http) => look_at(http, values, secret.as_ref()).await,
        Err(_) => None,
    };
    let mut checks = Vec::new();
    for field in fields().into_iter().filter(|field| field.checked) {
        let problem = match (field.key.as_str(), values.get(&field.key)) {
            (CLIENT_SECRET, _) if secret.is_some() => keys.as_ref().and_then(not_known),
            (CLIENT_SECRET, _) | (_, None) => Some((ErrorCode::ValueMissing, "It is empty.".to_owned())),
            (CLIENT_ID, Some(text)) => plain_id(text).or_else(|| keys.as_ref().and_then(not_known)),
            (key, Some(text)) => match (address(text, reach), &http) {
                (Err(reason), _) => Some((ErrorCode::ConnectionSettings, format!("The address {reason}."))),
                (Ok(url), Ok(http)) => answers(http, key, url, keys.as_ref()).await,
                (Ok(_), Err(failure)) => Some((failure.code, "No connection can be made.".to_owned())),
            },
        };
        let (code, reason) = problem.unzip();
        checks.push(FieldCheck {
            key: field.key,
            ok: code.is_none(),
            code,
            reason,
        });
    }
    checks
}

type Problem = (ErrorCode, String);

/// Asks the token address about client id and secret; `None` while one of the three is missing or unusable.
async fn look_at(http: &Http, values: &ConnectionValues, secret: Option<&SecretString>) -> Option<KeysVerdict> {
    let client_id = values.get(CLIENT_ID).filter(|text| plain_id(text).is_none())?;
    let token = address(values.get(TOKEN_URL)?, Reach::of(values.practice)).ok()?;
    let keys = AppKeys {
        client_id: client_id.to_owned(),
        client_secret: Some(secret?.clone()),
    };
    Some(look_at_keys(http, &token, &keys).await)
}

fn not_known(keys: &KeysVerdict) -> Option<Problem> {
    (*keys == KeysVerdict::Refused).then(|| {
        (
            ErrorCode::ConnectionSettings,
            "The token address does not know this pair of client ID and secret.".to_owned(),
        )
    })
}

/// Whether the one who answers at an address can be whom it is meant for.
async fn answers(http: &Http, key: &str, url: Url, keys: Option<&KeysVerdict>) -> Option<Problem> {
    match (key, keys) {
        (BASE_URL, _) => books_answer(http, url).await,
        (TOKEN_URL, Some(KeysVerdict::NoTokenService)) => Some((
            ErrorCode::ConnectionSettings,
            "Whoever answers at this address gives no tokens.".to_owned(),
        )),
        (TOKEN_URL, Some(KeysVerdict::OutOfReach(failure))) => Some((failure.code, NOBODY.to_owned())),
        (TOKEN_URL, Some(_)) => None,
        _ => answer(http, url).await.err(),
    }
}

const NOBODY: &str = "Nobody answers at this address.";

/// The books answer a question without permission with their own refusal; every answer of theirs carries its number.
async fn books_answer(http: &Http, base: Url) -> Option<Problem> {
    let mut url = base;
    url.set_path(&format!(
        "{}/v3/company/0/companyinfo/0",
        url.path().trim_end_matches('/')
    ));
    match answer(http, url).await {
        Ok(answer) if answer.header("intuit_tid").is_none() => Some((
            ErrorCode::ConnectionSettings,
            "Whoever answers at this address keeps no QuickBooks books.".to_owned(),
        )),
        Ok(_) => None,
        Err(problem) => Some(problem),
    }
}

fn plain_id(text: &str) -> Option<(ErrorCode, String)> {
    let odd = text.chars().find(|letter| !letter.is_ascii_graphic());
    odd.map(|_| {
        (
            ErrorCode::ConnectionSettings,
            "It holds blanks or letters that no client ID has.".to_owned(),
        )
    })
}

/// Whether anybody answers at all.
async fn answer(http: &Http, url: Url) -> Result<Exchange, Problem> {
    match http.send(Request::get(url)).await {
        Ok(answer) if answer.status >= 500 => Err((
            ErrorCode::LedgerUnavailable,
            format!("The address answers with an error ({}).", answer.status),
        )),
        Ok(answer) => Ok(answer),
        Err(failure) => Err((failure.as_failure().code, NOBODY.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_vendors_own_defaults_are_complete() {
        for environment in [Environment::Production, Environment::VendorTest] {
            let values = defaults(&environment).await.unwrap().with(CLIENT_ID, "ABc1");
            let settings = Settings::of(&values).unwrap();
            assert_eq!(settings.base.reach(), Reach::Internet);
            assert!(settings.provider.revoke.is_some() && settings.provider.userinfo.is_some());
        }
    }

    #[tokio::test]
    async fn every_wrong_line_has_its_own_reason() {
        let values = ConnectionValues::default()
            .with(CLIENT_ID, "AB c")
            .with(BASE_URL, "http://quickbooks.api.intuit.com")
            .with(AUTHORIZE_URL, "appcenter")
            .with(TOKEN_URL, "https://10.1.2.3/token");
        let checks = check(&values, None).await;
        assert_eq!(
            checks.iter().map(|check| check.key.as_str()).collect::<Vec<_>>(),
            [CLIENT_ID, CLIENT_SECRET, BASE_URL, AUTHORIZE_URL, TOKEN_URL]
        );
        assert!(
            checks.iter().all(|check| !check.ok && check.reason.is_some()),
            "{checks:?}"
        );
        assert!(checks[2].reason.as_deref().unwrap().contains("https"));
    }

    #[test]
    fn a_practice_address_is_refused_for_a_real_connection() {
        let values = ConnectionValues::default()
            .with(CLIENT_ID, "x")
            .with(BASE_URL, "http://127.0.0.1:4010");
        assert_eq!(Settings::of(&values).err().unwrap().code, ErrorCode::ConnectionSettings);
    }
}

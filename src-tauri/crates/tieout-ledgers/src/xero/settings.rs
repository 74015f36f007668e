//! The connect page: its lines, their defaults, and whether what was typed can work.
//!
//! Not here: signing in (`factory`). Invariant: every line that cannot work gets its own reason; there is no secret among them.

use serde::Deserialize;
use tieout_connect::ConnectionValues;
use tieout_connect::factory::{ConnectionField, Environment, FieldCheck};
use tieout_connect::http::{BaseUrl, Exchange, Http, HttpLimits, Reach, Request};
use tieout_connect::oauth::{AppKeys, KeysVerdict, Provider, look_at_keys, redirect_is_usable};
use tieout_domain::{ErrorCode, Failure, Recovery};
use url::Url;

use super::profile::{CALLS_PER_DAY, CALLS_PER_DAY_DEFAULT, CALLS_PER_MINUTE};

pub const CLIENT_ID: &str = "client_id";
pub const BASE_URL: &str = "base_url";
pub const AUTHORIZE_URL: &str = "authorize_url";
pub const TOKEN_URL: &str = "token_url";
pub const REDIRECT_URLS: &str = "redirect_urls";
pub const REVOKE_URL: &str = "revoke_url";

/// What is read and written, and nothing else; scopes add up and cannot be widened silently (fact sheet §1).
const SCOPES: [&str; 4] = [
    "offline_access",
    "accounting.settings.read",
    "accounting.contacts",
    "accounting.invoices",
];

const BASE: &str = "https://api.xero.com";
const AUTHORIZE: &str = "https://login.xero.com/identity/connect/authorize";
const TOKEN: &str = "https://identity.xero.com/connect/token";
const REVOKE: &str = "https://identity.xero.com/connect/revocation";

/// Compared letter by letter over there, so the ports are fixed: three, in case another program has one.
const REDIRECTS: &str = "http://localhost:8722/xero http://localhost:8723/xero http://localhost:8724/xero";
/// Any free port after those: a practice ledger that was told so takes every one, so that many can be tried beside each other.
const PRACTICE_REDIRECTS: &str = "http://localhost:8722/xero http://localhost:8723/xero http://localhost:0/xero";

/// Life of a permission nobody uses.
const REFRESH_SECONDS: i64 = 60 * 24 * 60 * 60;

pub fn fields() -> Vec<ConnectionField> {
    let line = |key: &str, label: &str, checked: bool, default: Option<&str>| ConnectionField {
        key: key.to_owned(),
        label: label.to_owned(),
        secret: false,
        checked,
        value_default: default.map(str::to_owned),
    };
    let calls = CALLS_PER_DAY_DEFAULT.to_string();
    vec![
        line(
            CLIENT_ID,
            "Client ID of your own Xero app (type: Mobile or desktop, PKCE)",
            true,
            None,
        ),
        line(BASE_URL, "Base URL", true, Some(BASE)),
        line(AUTHORIZE_URL, "Authorization URL", true, Some(AUTHORIZE)),
        line(TOKEN_URL, "Token URL", true, Some(TOKEN)),
        line(
            REDIRECT_URLS,
            "Redirect URLs: register all of them in your Xero app, letter by letter",
            true,
            Some(REDIRECTS),
        ),
        line(REVOKE_URL, "Revocation URL", false, Some(REVOKE)),
        line(
            CALLS_PER_DAY,
            "Calls a day that your app's plan allows",
            false,
            Some(&calls),
        ),
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
    tieout_calls_per_minute: Option<u32>,
}

pub async fn defaults(environment: &Environment) -> Result<ConnectionValues, Failure> {
    match environment {
        // The vendor has no test service: its demo company is an organisation like any other.
        Environment::Production | Environment::VendorTest => Ok(ConnectionValues::default()
            .with(BASE_URL, BASE)
            .with(AUTHORIZE_URL, AUTHORIZE)
            .with(TOKEN_URL, TOKEN)
            .with(REVOKE_URL, REVOKE)
            .with(REDIRECT_URLS, REDIRECTS)
            .with(CALLS_PER_DAY, CALLS_PER_DAY_DEFAULT.to_string())),
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
    let values = ConnectionValues {
        practice: true,
        ..ConnectionValues::default()
    };
    let values = match found.tieout_calls_per_minute {
        Some(calls) => values.with(CALLS_PER_MINUTE, calls.to_string()),
        None => values,
    };
    Ok(values
        .with(BASE_URL, address.origin().ascii_serialization())
        .with(AUTHORIZE_URL, found.authorization_endpoint)
        .with(TOKEN_URL, found.token_endpoint)
        .with(REVOKE_URL, found.revocation_endpoint.unwrap_or_default())
        .with(REDIRECT_URLS, PRACTICE_REDIRECTS)
        .with(CALLS_PER_DAY, CALLS_PER_DAY_DEFAULT.to_string()))
}

/// The settings, checked as far as they can be without asking anybody.
pub struct Settings {
    pub client_id: String,
    pub base: BaseUrl,
    pub provider: Provider,
    /// In the order they are tried.
    pub redirects: Vec<Url>,
}

impl Settings {
    pub fn of(values: &ConnectionValues) -> Result<Self, Failure> {
        let reach = Reach::of(values.practice);
        let text = |key: &str| values.get(key).ok_or_else(|| settings(key, "it is empty"));
        let base = BaseUrl::parse(text(BASE_URL)?, reach).map_err(|error| settings(BASE_URL, &error.to_string()))?;
        let url = |key: &str| text(key).and_then(|text| address(text, reach).map_err(|reason| settings(key, &reason)));
        let optional = |key: &str| values.get(key).map(|_| url(key)).transpose();
        Ok(Self {
            client_id: text(CLIENT_ID)?.to_owned(),
            base,
            provider: Provider {
                authorize: url(AUTHORIZE_URL)?,
                token: url(TOKEN_URL)?,
                revoke: optional(REVOKE_URL)?,
                userinfo: None,
                scopes: SCOPES.map(str::to_owned).to_vec(),
                book_param: None,
                pkce: true,
                refresh_seconds: Some(REFRESH_SECONDS),
                reach,
            },
            redirects: redirects(text(REDIRECT_URLS)?, reach).map_err(|reason| settings(REDIRECT_URLS, &reason))?,
        })
    }
}

/// A list with blanks, commas or line breaks between.
fn redirects(text: &str, reach: Reach) -> Result<Vec<Url>, String> {
    let one = |word: &str| {
        let url = Url::parse(word).ok().filter(|url| redirect_is_usable(url, reach));
        let local = url.filter(|url| url.host_str() == Some("localhost"));
        local.ok_or_else(|| {
            format!("`{word}` is no http://localhost address, and Xero takes no other from a desktop program")
        })
    };
    let words = text.split([' ', ',', ';', '\n', '\r', '\t']);
    words.filter(|word| !word.is_empty()).map(one).collect()
}

fn address(text: &str, reach: Reach) -> Result<Url, String> {
    // The same rules as for the base address; a trailing slash is kept.
    BaseUrl::parse(text, reach).map_err(|error| error.to_string())?;
    Url::parse(text.trim()).map_err(|error| error.to_string())
}

fn settings(key: &str, reason: &str) -> Failure {
    Failure::new(ErrorCode::ConnectionSettings, Recovery::ChangeSetting)
        .param("field", key)
        .context(reason)
}

/// One answer for each checked line: what is wrong with it, or nothing.
pub async fn check(values: &ConnectionValues) -> Vec<FieldCheck> {
    let reach = Reach::of(values.practice);
    let limits = HttpLimits {
        whole_answer: std::time::Duration::from_secs(15),
        ..HttpLimits::default()
    };
    let http = Http::new(reach, limits);
    let keys = match &http {
        Ok(http) => look_at(http, values).await,
        Err(_) => None,
    };
    let mut checks = Vec::new();
    for field in fields().into_iter().filter(|field| field.checked) {
        let problem = match (field.key.as_str(), values.get(&field.key)) {
            (_, None) => Some((ErrorCode::ValueMissing, "It is empty.".to_owned())),
            (CLIENT_ID, Some(text)) => plain_id(text).or_else(|| keys.as_ref().and_then(not_known)),
            (REDIRECT_URLS, Some(text)) => redirects(text, reach)
                .err()
                .map(|reason| (ErrorCode::ConnectionSettings, format!("{reason}."))),
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

/// Asks the token address about the client id; `None` while one of the two is missing or unusable.
async fn look_at(http: &Http, values: &ConnectionValues) -> Option<KeysVerdict> {
    let client_id = values.get(CLIENT_ID).filter(|text| plain_id(text).is_none())?;
    let token = address(values.get(TOKEN_URL)?, Reach::of(values.practice)).ok()?;
    let keys = AppKeys {
        client_id: client_id.to_owned(),
        client_secret: None,
    };
    Some(look_at_keys(http, &token, &keys).await)
}

fn not_known(keys: &KeysVerdict) -> Option<Problem> {
    (*keys == KeysVerdict::Refused).then(|| {
        (
            ErrorCode::ConnectionSettings,
            "The token address does not know this client ID as one of an app without a secret.".to_owned(),
        )
    })
}

const NOBODY: &str = "Nobody answers at this address.";

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

/// Without a permission the books are refused, and by nobody else in these words.
async fn books_answer(http: &Http, base: Url) -> Option<Problem> {
    let mut url = base;
    url.set_path(&format!(
        "{}/api.xro/2.0/Organisation",
        url.path().trim_end_matches('/')
    ));
    match answer(http, url).await {
        Ok(answer) if matches!(answer.status, 401 | 403) => None,
        Ok(_) => Some((
            ErrorCode::ConnectionSettings,
            "Whoever answers at this address keeps no Xero books.".to_owned(),
        )),
        Err(problem) => Some(problem),
    }
}

fn plain_id(text: &str) -> Option<Problem> {
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
    async fn the_vendors_own_defaults_are_complete_and_ask_for_no_secret() {
        let values = defaults(&Environment::Production)
            .await
            .unwrap()
            .with(CLIENT_ID, "ABc1");
        let settings = Settings::of(&values).unwrap();
        assert_eq!(settings.base.reach(), Reach::Internet);
        assert_eq!(settings.redirects.len(), 3);
        assert!(settings.provider.pkce && settings.provider.revoke.is_some());
        assert!(settings.provider.scopes.contains(&"offline_access".to_owned()));
        assert!(fields().iter().all(|field| !field.secret));
    }

    #[test]
    fn redirects_are_a_list_of_localhost_addresses() {
        let list = redirects("http://localhost:1/x,\n http://localhost:2/x", Reach::Internet).unwrap();
        assert_eq!(
            list.iter().map(|url| url.port()).collect::<Vec<_>>(),
            [Some(1), Some(2)]
        );
        for wrong in ["http://127.0.0.1:1/x", "https://example.com/x", "localhost:1"] {
            assert!(redirects(wrong, Reach::Internet).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn every_wrong_line_has_its_own_reason() {
        let values = ConnectionValues::default()
            .with(CLIENT_ID, "AB c")
            .with(BASE_URL, "http://api.xero.com")
            .with(AUTHORIZE_URL, "login")
            .with(TOKEN_URL, "https://10.1.2.3/token")
            .with(REDIRECT_URLS, "http://127.0.0.1:53701/xero");
        let checks = check(&values).await;
        assert_eq!(
            checks.iter().map(|check| check.key.as_str()).collect::<Vec<_>>(),
            [CLIENT_ID, BASE_URL, AUTHORIZE_URL, TOKEN_URL, REDIRECT_URLS]
        );
        assert!(
            checks.iter().all(|check| !check.ok && check.reason.is_some()),
            "{checks:?}"
        );
    }

    #[test]
    fn a_practice_address_is_refused_for_a_real_connection() {
        let values = ConnectionValues::default()
            .with(CLIENT_ID, "x")
            .with(BASE_URL, "http://127.0.0.1:4010");
        assert_eq!(Settings::of(&values).err().unwrap().code, ErrorCode::ConnectionSettings);
    }
}

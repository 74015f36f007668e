//! Token requests over our own client. Not here: when to make them (`keeper`). Invariant: one request each, never repeated.

use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, ExtraTokenFields, HttpRequest,
    HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, StandardRevocableToken,
    StandardTokenResponse, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tieout_domain::{ErrorCode, Failure, Instant, Recovery};
use url::Url;

use super::token::TokenSet;
use super::{AppKeys, Provider};
use crate::http::{Http, Request, Stage, TransportFailure};

/// Life of an access token whose answer does not say.
const ACCESS_SECONDS: i64 = 3600;

/// How a token request ended without tokens.
pub(super) enum TokenTrouble {
    /// Nothing reached the vendor.
    NotSent(Failure),
    /// The permission (or the code) is over.
    Ended(Failure),
    /// Client id or secret are wrong.
    Keys(Failure),
    /// Whatever else; the vendor may have acted on it.
    Unknown(Failure),
}

impl TokenTrouble {
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Self::NotSent(failure) | Self::Ended(failure) | Self::Keys(failure) | Self::Unknown(failure) => failure,
        }
    }
}

/// A number of seconds stays a `Number`: flattened members reach us in the form serde_json buffers them in.
#[derive(Debug, Deserialize, Serialize)]
struct Lives {
    x_refresh_token_expires_in: Option<serde_json::Number>,
}

impl ExtraTokenFields for Lives {}

type Tokens = StandardTokenResponse<Lives, BasicTokenType>;
type Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn client(token: &Url, keys: &AppKeys) -> Client {
    let mut client: oauth2::Client<_, Tokens, _, _, _> = oauth2::Client::new(ClientId::new(keys.client_id.clone()));
    if let Some(secret) = &keys.client_secret {
        client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
    }
    client.set_token_uri(TokenUrl::from_url(token.clone()))
}

/// The code of one sign-in, with what must go with it.
pub struct Code<'a> {
    pub code: &'a SecretString,
    /// The address the code was sent to.
    pub redirect: &'a Url,
    pub verifier: Option<&'a SecretString>,
}

/// Changes an authorization code into tokens.
pub(super) async fn code(
    http: &Http,
    provider: &Provider,
    keys: &AppKeys,
    code: &Code<'_>,
    now: Instant,
) -> Result<TokenSet, TokenTrouble> {
    let send = |request: HttpRequest| carry(http.clone(), request);
    let client = client(&provider.token, keys).set_redirect_uri(RedirectUrl::from_url(code.redirect.clone()));
    let request = client.exchange_code(AuthorizationCode::new(code.code.expose_secret().to_owned()));
    let request = match code.verifier {
        Some(verifier) => request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned())),
        None => request,
    };
    let tokens = request.request_async(&send).await.map_err(trouble)?;
    let refresh = tokens
        .refresh_token()
        .map(|token| SecretString::from(token.secret().clone()));
    let refresh = refresh.ok_or_else(|| TokenTrouble::Unknown(unknown("the answer has no refresh token")))?;
    Ok(taken(&tokens, refresh, provider, now))
}

/// Renews the access. A vendor that gives no new refresh token keeps the old one valid.
pub(super) async fn refresh(
    http: &Http,
    provider: &Provider,
    keys: &AppKeys,
    old: &TokenSet,
    now: Instant,
) -> Result<TokenSet, TokenTrouble> {
    let send = |request: HttpRequest| carry(http.clone(), request);
    let token = RefreshToken::new(old.refresh.expose_secret().to_owned());
    let client = client(&provider.token, keys);
    let tokens = client
        .exchange_refresh_token(&token)
        .request_async(&send)
        .await
        .map_err(trouble)?;
    let refresh = tokens
        .refresh_token()
        .map(|token| SecretString::from(token.secret().clone()));
    let mut set = taken(&tokens, refresh.unwrap_or_else(|| old.refresh.clone()), provider, now);
    set.refresh_ends = set.refresh_ends.or(old.refresh_ends);
    set.part.clone_from(&old.part);
    Ok(set)
}

/// What a token address says of client id and secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeysVerdict {
    Known,
    /// The vendor does not know this pair.
    Refused,
    /// Whoever answers is no token service.
    NoTokenService,
    OutOfReach(Failure),
}

/// Asks with a made-up token, which nobody can hold: a service that knows the keys refuses the token, one that does not
/// refuses the keys (RFC 6749 §5.2). Nothing changes at the vendor.
pub async fn look_at_keys(http: &Http, token: &Url, keys: &AppKeys) -> KeysVerdict {
    let send = |request: HttpRequest| carry(http.clone(), request);
    let nobodys = RefreshToken::new("tieout-connection-check".to_owned());
    let client = client(token, keys);
    match client
        .exchange_refresh_token(&nobodys)
        .request_async(&send)
        .await
        .map_err(trouble)
    {
        Err(TokenTrouble::Ended(_)) => KeysVerdict::Known,
        Err(TokenTrouble::Keys(_)) => KeysVerdict::Refused,
        Err(TokenTrouble::NotSent(failure)) => KeysVerdict::OutOfReach(failure),
        Ok(_) | Err(TokenTrouble::Unknown(_)) => KeysVerdict::NoTokenService,
    }
}

fn taken(tokens: &Tokens, refresh: SecretString, provider: &Provider, now: Instant) -> TokenSet {
    let after = |seconds: i64| {
        now.checked_add(jiff::SignedDuration::from_secs(seconds))
            .unwrap_or(Instant::MAX)
    };
    let life = tokens.expires_in().and_then(|life| i64::try_from(life.as_secs()).ok());
    let refresh_life = tokens
        .extra_fields()
        .x_refresh_token_expires_in
        .as_ref()
        .and_then(serde_json::Number::as_i64)
        .or(provider.refresh_seconds);
    TokenSet {
        access: tokens.access_token().secret().clone().into(),
        refresh,
        access_ends: after(life.unwrap_or(ACCESS_SECONDS)),
        refresh_ends: refresh_life.map(after),
        part: None,
        refreshing: false,
        ended: false,
    }
}

/// Withdraws the permission.
pub(super) async fn revoke(http: &Http, provider: &Provider, keys: &AppKeys, set: &TokenSet) -> Result<(), Failure> {
    let Some(url) = provider.revoke.clone() else {
        return Ok(());
    };
    let request = Request::new("POST", url).header("accept", "application/json");
    let token = set.refresh.expose_secret();
    let request = match &keys.client_secret {
        Some(secret) => {
            let body = serde_json::json!({"token": token}).to_string();
            let request = request.authorization(basic(&keys.client_id, secret));
            request.body("application/json", body.into_bytes())
        }
        // An app without a secret names itself in the form (RFC 7009 §2.1).
        None => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.append_pair("token", token)
                .append_pair("client_id", &keys.client_id);
            request.body("application/x-www-form-urlencoded", form.finish().into_bytes())
        }
    };
    let answer = http.send(request).await;
    let answer = answer.map_err(|failure| failure.as_failure())?;
    match answer.status {
        // 400: the token is already dead, which is what was wanted.
        200..=299 | 400 => Ok(()),
        status => Err(Failure::new(ErrorCode::LedgerUnavailable, Recovery::Retry).param("status", status)),
    }
}

fn basic(client_id: &str, secret: &SecretString) -> SecretString {
    use base64::Engine as _;
    let joined = format!("{client_id}:{}", secret.expose_secret());
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(joined)).into()
}

/// Carries a request of the oauth2 crate over our client.
async fn carry(http: Http, request: HttpRequest) -> Result<HttpResponse, TransportFailure> {
    let refused = |detail: String| TransportFailure {
        stage: Stage::NotSent,
        kind: crate::http::TransportKind::Connect,
        head: None,
        detail,
    };
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|error| refused(error.to_string()))?;
    let mut ours = Request::new("POST", url);
    for (name, value) in &parts.headers {
        let value = value.to_str().map_err(|error| refused(error.to_string()))?;
        if *name == oauth2::http::header::AUTHORIZATION {
            ours.authorization = Some(value.into());
        } else {
            ours.headers.push((name.as_str().to_owned(), value.to_owned()));
        }
    }
    ours.body = body;
    let answer = http.send(ours).await?;
    let mut response = oauth2::http::Response::builder().status(answer.status);
    if let Some(content_type) = answer.header("content-type") {
        response = response.header("content-type", content_type);
    }
    response.body(answer.body).map_err(|error| refused(error.to_string()))
}

fn unknown(what: &str) -> Failure {
    Failure::new(ErrorCode::LedgerUnavailable, Recovery::Retry).context(what)
}

fn trouble(error: RequestTokenError<TransportFailure, BasicErrorResponse>) -> TokenTrouble {
    match error {
        RequestTokenError::Request(failure) if failure.stage == Stage::NotSent => {
            TokenTrouble::NotSent(failure.as_failure())
        }
        RequestTokenError::Request(failure) => TokenTrouble::Unknown(failure.as_failure()),
        RequestTokenError::ServerResponse(answer) => refusal(&answer),
        // The library's words may quote the answer, which may hold tokens: they are dropped.
        RequestTokenError::Parse(..) => TokenTrouble::Unknown(unknown("the token answer cannot be read")),
        RequestTokenError::Other(_) => TokenTrouble::Unknown(unknown("the token request was not answered as expected")),
    }
}

fn refusal(answer: &BasicErrorResponse) -> TokenTrouble {
    let words = answer
        .error_description()
        .map(|words| crate::redact::text(words))
        .unwrap_or_default();
    match answer.error() {
        BasicErrorResponseType::InvalidGrant => {
            TokenTrouble::Ended(Failure::new(ErrorCode::SignInNeeded, Recovery::Reconnect).raw(words))
        }
        BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => TokenTrouble::Keys(
            Failure::new(ErrorCode::ConnectionSettings, Recovery::ChangeSetting)
                .param("field", "client_secret")
                .context("the client id or client secret is not accepted")
                .raw(words),
        ),
        other => TokenTrouble::Unknown(unknown("the token request was refused").raw(format!("{other} {words}"))),
    }
}

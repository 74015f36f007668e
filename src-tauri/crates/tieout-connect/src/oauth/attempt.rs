//! One authorization attempt: the address to open and the one answer it accepts.
//!
//! Not here: sockets and token requests. Invariant: `state` is random, used once, compared in constant time, and never shown.

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use secrecy::{ExposeSecret, SecretString};
use tieout_domain::{ErrorCode, Failure, Recovery};
use url::Url;

use super::Provider;

/// Wrong answers before an attempt gives up.
const WRONG_MAX: u32 = 5;

/// Longest answer looked at.
const ANSWER_CHARS_MAX: usize = 8 * 1024;

/// What a valid answer brought.
pub struct Answer {
    pub code: SecretString,
    /// The book's number, where the vendor names it here.
    pub book: Option<String>,
}

/// Why an answer was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Not ours, or not complete: the attempt goes on.
    Wrong(Failure),
    /// The attempt is over.
    Over(Failure),
}

impl Refused {
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Wrong(failure) | Self::Over(failure) => failure,
        }
    }
}

pub struct Attempt {
    state: SecretString,
    /// Proves to the token address that whoever brings the code is who asked for it (RFC 7636).
    verifier: Option<SecretString>,
    redirect: Url,
    book_param: Option<String>,
    wrong: u32,
    over: bool,
}

impl Attempt {
    pub fn new(provider: &Provider, redirect: Url) -> Self {
        Self {
            state: random(),
            verifier: provider.pkce.then(random),
            redirect,
            book_param: provider.book_param.clone(),
            wrong: 0,
            over: false,
        }
    }

    pub const fn redirect(&self) -> &Url {
        &self.redirect
    }

    /// Goes with the code to the token address, and nowhere else.
    pub const fn verifier(&self) -> Option<&SecretString> {
        self.verifier.as_ref()
    }

    /// The address to open in the system browser.
    pub fn authorize_url(&self, provider: &Provider, client_id: &str) -> Url {
        let state = self.state.expose_secret().to_owned();
        let client = BasicClient::new(ClientId::new(client_id.to_owned()))
            .set_auth_uri(AuthUrl::from_url(provider.authorize.clone()))
            .set_redirect_uri(RedirectUrl::from_url(self.redirect.clone()));
        let scopes = provider.scopes.iter().cloned().map(Scope::new);
        let request = client.authorize_url(|| CsrfToken::new(state)).add_scopes(scopes);
        let request = match &self.verifier {
            Some(verifier) => request.set_pkce_challenge(challenge(verifier)),
            None => request,
        };
        request.url().0
    }

    /// Takes the query of the answer. Only the first valid one counts.
    pub fn accept(&mut self, query: &str) -> Result<Answer, Refused> {
        if self.over {
            return Err(Refused::Over(cancelled("the attempt is already over")));
        }
        let mut found = Parts::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()).take(50) {
            match name.as_ref() {
                "state" => found.state = Some(value.into_owned()),
                "code" => found.code = Some(SecretString::from(value.into_owned())),
                "error" => found.error = Some(value.into_owned()),
                other if Some(other) == self.book_param.as_deref() => found.book = Some(value.into_owned()),
                _ => {}
            }
        }
        if query.len() > ANSWER_CHARS_MAX || !self.is_ours(found.state.as_deref()) {
            return Err(self.count_wrong());
        }
        self.conclude(found)
    }

    fn conclude(&mut self, found: Parts) -> Result<Answer, Refused> {
        if let Some(error) = found.error {
            self.over = true;
            let words = error.chars().take(100).collect::<String>();
            return Err(Refused::Over(cancelled("the answer was a refusal").raw(words)));
        }
        let Some(code) = found.code else {
            return Err(self.count_wrong());
        };
        if self.book_param.is_some() && found.book.as_deref().is_none_or(str::is_empty) {
            self.over = true;
            let failure = Failure::new(ErrorCode::AnswerUnknown, Recovery::Reconnect);
            return Err(Refused::Over(failure.context("the answer names no company")));
        }
        self.over = true;
        Ok(Answer { code, book: found.book })
    }

    /// Takes a whole pasted address, or only its query.
    pub fn accept_address(&mut self, pasted: &str) -> Result<Answer, Refused> {
        let pasted = pasted.trim();
        match Url::parse(pasted) {
            Ok(url) => self.accept(url.query().unwrap_or_default()),
            Err(_) => self.accept(pasted.trim_start_matches('?')),
        }
    }

    fn is_ours(&self, state: Option<&str>) -> bool {
        // Hashes compare in constant time.
        let hash = |text: &str| blake3::hash(text.as_bytes());
        state.is_some_and(|state| hash(state) == hash(self.state.expose_secret()))
    }

    fn count_wrong(&mut self) -> Refused {
        self.wrong += 1;
        if self.wrong < WRONG_MAX {
            let failure = Failure::new(ErrorCode::InvalidInput, Recovery::Retry);
            return Refused::Wrong(
                failure
                    .param("field", "address")
                    .context("not the answer to this sign-in"),
            );
        }
        self.over = true;
        Refused::Over(cancelled("too many wrong answers"))
    }
}

/// 32 random bytes as 43 characters that need no escaping.
fn random() -> SecretString {
    use base64::Engine as _;
    let bytes: [u8; 32] = rand::random();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes).into()
}

fn challenge(verifier: &SecretString) -> PkceCodeChallenge {
    PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.expose_secret().to_owned()))
}

#[derive(Default)]
struct Parts {
    state: Option<String>,
    code: Option<SecretString>,
    error: Option<String>,
    book: Option<String>,
}

fn cancelled(why: &str) -> Failure {
    Failure::new(ErrorCode::SignInCancelled, Recovery::Reconnect).context(why)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::http::Reach;

    pub(in crate::oauth) fn provider(base: &str) -> Provider {
        let url = |path: &str| Url::parse(&format!("{base}{path}")).unwrap();
        Provider {
            authorize: url("/authorize"),
            token: url("/token"),
            revoke: Some(url("/revoke")),
            userinfo: None,
            scopes: vec!["accounting".into(), "openid".into()],
            book_param: Some("realmId".into()),
            pkce: false,
            refresh_seconds: None,
            reach: Reach::Practice,
        }
    }

    fn attempt() -> (Attempt, String) {
        let provider = provider("http://127.0.0.1:1");
        let attempt = Attempt::new(&provider, Url::parse("http://localhost:7000/callback").unwrap());
        let url = attempt.authorize_url(&provider, "app");
        let state = url
            .query_pairs()
            .find(|(name, _)| name == "state")
            .unwrap()
            .1
            .into_owned();
        (attempt, state)
    }

    #[test]
    fn the_address_asks_for_a_code_for_our_redirect() {
        let (attempt, state) = attempt();
        let url = attempt.authorize_url(&provider("http://127.0.0.1:1"), "app");
        let query: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], "app");
        assert_eq!(query["scope"], "accounting openid");
        assert_eq!(query["redirect_uri"], "http://localhost:7000/callback");
        assert!(state.len() >= 43, "32 random bytes");
        assert_ne!(state, self::attempt().1);
    }

    #[test]
    fn a_provider_with_pkce_is_given_the_hash_and_the_verifier_stays_here() {
        let provider = Provider {
            pkce: true,
            ..provider("http://127.0.0.1:1")
        };
        let attempt = Attempt::new(&provider, Url::parse("http://localhost:7000/callback").unwrap());
        let url = attempt.authorize_url(&provider, "app");
        let query: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        let verifier = attempt.verifier().unwrap();
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!(query["code_challenge"], challenge(verifier).as_str());
        assert!(!url.as_str().contains(verifier.expose_secret()));
        assert!((43..=128).contains(&verifier.expose_secret().len()), "RFC 7636 §4.1");
        assert!(self::attempt().0.verifier().is_none(), "nobody else is sent one");
    }

    #[test]
    fn the_first_valid_answer_counts_and_no_other() {
        let (mut attempt, state) = attempt();
        assert!(matches!(
            attempt.accept("code=c&state=guess&realmId=1"),
            Err(Refused::Wrong(_))
        ));
        let answer = attempt
            .accept(&format!("code=c1&state={state}&realmId=4620"))
            .ok()
            .unwrap();
        assert_eq!(
            (answer.code.expose_secret(), answer.book.as_deref()),
            ("c1", Some("4620"))
        );
        assert!(matches!(
            attempt.accept(&format!("code=c2&state={state}&realmId=1")),
            Err(Refused::Over(_))
        ));
    }

    #[test]
    fn a_pasted_address_works_with_any_host() {
        let (mut attempt, state) = attempt();
        let address = format!("  https://keys.example/redirect?code=c&state={state}&realmId=7 \n");
        assert_eq!(
            attempt.accept_address(&address).ok().unwrap().book.as_deref(),
            Some("7")
        );
    }

    #[test]
    fn a_refusal_ends_the_attempt_as_cancelled() {
        let (mut attempt, state) = attempt();
        let refused = attempt
            .accept(&format!("error=access_denied&state={state}"))
            .err()
            .unwrap();
        assert_eq!(refused.into_failure().code, ErrorCode::SignInCancelled);
    }

    #[test]
    fn five_wrong_answers_end_it() {
        let (mut attempt, state) = attempt();
        for _ in 0..5 {
            assert!(attempt.accept("code=x&state=y").is_err());
        }
        assert!(matches!(
            attempt.accept(&format!("code=c&state={state}&realmId=1")),
            Err(Refused::Over(_))
        ));
    }
}

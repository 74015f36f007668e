//! Base addresses and what they may be. Not here: requests. Invariant: plain http exists only towards this computer.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Whom a connection may talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// A vendor's service: https on a named host.
    Internet,
    /// A practice ledger on this computer: loopback only, plain http allowed.
    Practice,
}

impl Reach {
    pub const fn of(practice: bool) -> Self {
        if practice { Self::Practice } else { Self::Internet }
    }
}

/// A checked address, without query and fragment; its path has no trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    reach: Reach,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("is not a web address such as https://host/path")]
    NotAnAddress,
    #[error("must begin with https://")]
    NotHttps,
    #[error("must name a host, not an IP address")]
    IpAddress,
    #[error("names this computer or a private network; only a practice company may")]
    Private,
    #[error("must be on this computer (127.0.0.1 or localhost) for a practice company")]
    NotLoopback,
    #[error("must not hold a user name, query or #")]
    Extras,
}

impl BaseUrl {
    pub fn parse(text: &str, reach: Reach) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::NotAnAddress)?;
        let host = url.host().ok_or(AddressError::NotAnAddress)?;
        let extras = !url.username().is_empty() || url.password().is_some();
        if extras || url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Extras);
        }
        match reach {
            Reach::Internet => check_internet(url.scheme(), &host)?,
            Reach::Practice if !matches!(url.scheme(), "http" | "https") => return Err(AddressError::NotAnAddress),
            Reach::Practice if !is_loopback(&host) => return Err(AddressError::NotLoopback),
            Reach::Practice => {}
        }
        let mut url = url;
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self { url, reach })
    }

    pub const fn reach(&self) -> Reach {
        self.reach
    }

    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// This address with more path and query. `below` is taken as it is: the caller has escaped its parts.
    pub fn join(&self, below: &str) -> Result<Url, AddressError> {
        let joined = format!(
            "{}/{}",
            self.url.as_str().trim_end_matches('/'),
            below.trim_start_matches('/')
        );
        let url = Url::parse(&joined).map_err(|_| AddressError::NotAnAddress)?;
        // A path cannot change the host, but a mistake here would send a token elsewhere: look again.
        if url.host() == self.url.host() && url.port() == self.url.port() {
            Ok(url)
        } else {
            Err(AddressError::Extras)
        }
    }
}

fn check_internet(scheme: &str, host: &Host<&str>) -> Result<(), AddressError> {
    if is_loopback(host) {
        return Err(AddressError::Private);
    }
    if !matches!(host, Host::Domain(_)) {
        return Err(AddressError::IpAddress);
    }
    let local = |name: &str| !name.contains('.') || name.ends_with(".local") || name.ends_with(".internal");
    if matches!(host, Host::Domain(name) if local(name)) {
        return Err(AddressError::Private);
    }
    if scheme == "https" {
        Ok(())
    } else {
        Err(AddressError::NotHttps)
    }
}

pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => *address == Ipv4Addr::LOCALHOST,
        Host::Ipv6(address) => *address == Ipv6Addr::LOCALHOST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_on_a_named_public_host_reaches_the_internet() {
        for (text, expected) in [
            ("https://quickbooks.api.intuit.com", Ok(())),
            ("https://quickbooks.api.intuit.com/v3/", Ok(())),
            ("http://quickbooks.api.intuit.com", Err(AddressError::NotHttps)),
            ("https://10.0.0.1", Err(AddressError::IpAddress)),
            ("https://[fe80::1]", Err(AddressError::IpAddress)),
            ("https://127.0.0.1", Err(AddressError::Private)),
            ("https://localhost", Err(AddressError::Private)),
            ("https://router", Err(AddressError::Private)),
            ("https://user@quickbooks.api.intuit.com", Err(AddressError::Extras)),
            ("https://quickbooks.api.intuit.com?x=1", Err(AddressError::Extras)),
            ("quickbooks.api.intuit.com", Err(AddressError::NotAnAddress)),
            ("", Err(AddressError::NotAnAddress)),
        ] {
            assert_eq!(BaseUrl::parse(text, Reach::Internet).map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn a_practice_connection_never_leaves_this_computer() {
        for (text, expected) in [
            ("http://127.0.0.1:4010", Ok(())),
            ("http://localhost:4010/", Ok(())),
            ("http://[::1]:4010", Ok(())),
            ("http://192.168.1.4", Err(AddressError::NotLoopback)),
            ("https://quickbooks.api.intuit.com", Err(AddressError::NotLoopback)),
            ("ftp://127.0.0.1", Err(AddressError::NotAnAddress)),
        ] {
            assert_eq!(BaseUrl::parse(text, Reach::Practice).map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn joining_keeps_the_host() {
        let base = BaseUrl::parse("https://quickbooks.api.intuit.com/", Reach::Internet).unwrap();
        assert_eq!(
            base.join("/v3/company/1").unwrap().as_str(),
            "https://quickbooks.api.intuit.com/v3/company/1"
        );
        assert_eq!(
            base.join("//evil.example/x").unwrap().host_str(),
            Some("quickbooks.api.intuit.com")
        );
        assert_eq!(
            base.join("@evil.example/x").unwrap().host_str(),
            Some("quickbooks.api.intuit.com")
        );
    }
}

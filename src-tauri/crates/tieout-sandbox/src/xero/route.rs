//! From an address to what it does.
//!
//! Not here: doing it.
//! Invariant: nothing of an organisation is shown before token, tenant and scope were looked at.

use jiff::Timestamp;
use serde_json::json;

use super::errors::{self, Answer, gate};
use super::kinds::Kind;
use super::oauth::{Access, Bearer, may};
use super::once::Seen;
use super::render::View;
use super::store::Org;
use super::switches::MissingScope;
use super::write::{Call, envelope};
use super::{API, Xero};
use crate::wire::{Reply, Request};

const BODY_MAX: usize = 10 * 1024 * 1024;

impl Xero {
    pub(super) fn answer(&mut self, request: &Request, now: Timestamp) -> Reply {
        let desk = self.desk();
        if let Some(reply) = self.grants.answer(request, &desk.borrowed(), now) {
            return reply;
        }
        if request.path.starts_with("/connections") {
            return self.tenants(request, now);
        }
        match request.path.strip_prefix(API) {
            Some(rest) => self.api(request, rest, now),
            None => errors::not_found(),
        }
    }

    fn bearer(&self, request: &Request, now: Timestamp) -> Result<Access, Reply> {
        match self.grants.check(request.header("authorization"), now) {
            Bearer::Good(access) => Ok(access),
            Bearer::Expired(until) => Err(errors::token_expired(Timestamp::from_second(until).unwrap_or(now))),
            Bearer::Unknown => Err(gate(401, "AuthenticationUnsuccessful")),
        }
    }

    fn tenants(&mut self, request: &Request, now: Timestamp) -> Reply {
        if let Err(refusal) = self.bearer(request, now) {
            return refusal;
        }
        let segments = request.segments();
        match (request.method.as_str(), segments.as_slice()) {
            ("GET", [_]) => self.connections.list(request, |tenant| {
                let org = self.orgs.get(tenant);
                org.map_or("", |org| org.info["Name"].as_str().unwrap_or("")).to_owned()
            }),
            ("DELETE", [_, id]) if self.connections.close(id) => {
                self.grants.changed = true;
                Reply::new(204, "application/json", "")
            }
            _ => errors::not_found(),
        }
    }

    fn api(&mut self, request: &Request, rest: &str, now: Timestamp) -> Reply {
        match self.gated(request, rest, now) {
            Ok(reply) | Err(reply) => reply,
        }
    }

    fn gated(&mut self, request: &Request, rest: &str, now: Timestamp) -> Answer {
        if self.switches().offline {
            return Err(Reply::new(
                503,
                "text/plain",
                "The Xero API is currently offline for maintenance",
            ));
        }
        let access = self.bearer(request, now)?;
        let tenant = request.header("xero-tenant-id").to_lowercase();
        let open = self.connections.is_open(&tenant) && !self.switches().user_removed;
        if !open || !self.orgs.contains_key(&tenant) {
            return Err(gate(403, "AuthenticationUnsuccessful"));
        }
        let segments: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
        self.scoped(&access, request, &segments)?;
        if request.body.len() > BODY_MAX {
            return Err(Reply::new(413, "text/plain", "The request is too large"));
        }
        let (seconds, max) = (self.switches().idempotency_s, self.switches().idempotency_max);
        let key = match self.once.look(request, now, seconds, max) {
            Seen::Free => None,
            Seen::Never(key) => Some(key),
            Seen::Before(reply) => return Ok(reply),
            Seen::Refused(reply) => return Err(reply),
        };
        let base = self.base_url.clone();
        let Some(org) = self.orgs.get_mut(&tenant) else {
            return Err(gate(403, "AuthenticationUnsuccessful"));
        };
        let outcome = org.answer(request, &segments, &base, now);
        let reply = match outcome {
            Ok(reply) | Err(reply) => reply,
        };
        if let Some(key) = key {
            let line = self.once.keep(key, request, &reply, now);
            if let Some(journal) = &mut self.journal {
                journal.add(&json!({"once": line}));
            }
        }
        Ok(reply)
    }

    /// Whether the token's scopes cover the request; two areas may cover one address.
    fn scoped(&self, access: &Access, request: &Request, segments: &[&str]) -> Result<(), Reply> {
        let first = segments.first().copied().unwrap_or("");
        if first.eq_ignore_ascii_case("Journals") {
            // Only the largest plan may read journals, whatever the scope.
            return Err(gate(401, "AuthorizationUnsuccessful"));
        }
        let writes = request.method != "GET";
        let areas = areas(first, segments);
        if areas.is_empty() || areas.iter().any(|area| may(&access.scope, area, writes)) {
            return Ok(());
        }
        let status = match self.switches().missing_scope {
            MissingScope::Unauthorized => 401,
            MissingScope::Forbidden => 403,
        };
        let refusal = gate(status, "AuthorizationUnsuccessful");
        Err(refusal.with("WWW-Authenticate", "Bearer error=\"insufficient_scope\""))
    }
}

fn areas(first: &str, segments: &[&str]) -> Vec<&'static str> {
    let files = segments
        .get(2)
        .is_some_and(|part| part.eq_ignore_ascii_case("Attachments"));
    if files {
        return vec!["accounting.attachments"];
    }
    match first.to_lowercase().as_str() {
        "invoices" | "creditnotes" | "purchaseorders" => vec!["accounting.invoices"],
        "items" => vec!["accounting.invoices", "accounting.settings"],
        "payments" | "overpayments" | "prepayments" => vec!["accounting.payments"],
        "banktransactions" => vec!["accounting.banktransactions"],
        "manualjournals" => vec!["accounting.manualjournals"],
        "contacts" | "contactgroups" => vec!["accounting.contacts"],
        "reports" => vec!["accounting.reports.trialbalance"],
        "accounts" | "taxrates" | "currencies" | "trackingcategories" | "organisation" | "users" | "brandingthemes" => {
            vec!["accounting.settings"]
        }
        _ => Vec::new(),
    }
}

impl Org {
    fn answer(&mut self, request: &Request, segments: &[&str], base: &str, now: Timestamp) -> Answer {
        let accept = request.header("accept");
        let first = segments.first().copied().unwrap_or("");
        if accept.contains("application/pdf") {
            return match (request.method.as_str(), Kind::find(first), segments) {
                ("GET", Some(kind), [_, id]) if kind.has_pdf() => self.pdf(kind, id),
                _ => Err(errors::not_found()),
            };
        }
        let files = segments
            .get(2)
            .is_some_and(|part| part.eq_ignore_ascii_case("Attachments"))
            && segments.len() > 3;
        if !files && !accept.contains("application/json") {
            return Err(not_json());
        }
        let lower: Vec<String> = segments.iter().map(|part| part.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        match (request.method.as_str(), lower.as_slice()) {
            ("GET", ["organisation"]) => Ok(envelope("Organisations", json!([self.organisation(now)]), now)),
            ("GET", ["organisation", "actions"]) => Ok(envelope("Actions", self.actions(), now)),
            ("GET", ["reports", _]) if self.switches.reports_forbidden => Err(gate(403, "AuthorizationUnsuccessful")),
            ("GET", ["reports", name]) => self.report(name, request, now),
            (_, [plural, ..]) => match Kind::find(plural) {
                Some(kind) => self.of_kind(kind, request, &segments[1..], base, now),
                None => Err(errors::not_found()),
            },
            _ => Err(errors::not_found()),
        }
    }

    fn of_kind(&mut self, kind: Kind, request: &Request, rest: &[&str], base: &str, now: Timestamp) -> Answer {
        let lower: Vec<String> = rest.iter().skip(1).map(|part| part.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        match (request.method.as_str(), rest, lower.as_slice()) {
            ("GET", [], _) => self.list(kind, request, now),
            ("GET", [id], _) => self.one(kind, id, request, now),
            ("PUT" | "POST", [], _) if writable(kind, &request.method) => self.write(kind, None, request, now),
            ("POST", [id], _) if writable_one(kind) => self.write(kind, Some(id), request, now),
            ("DELETE", [id], _) => self.delete(kind, id, now),
            ("GET", [id, _], ["attachments"]) if kind.has_files() => self.attachments(kind, id, None, base, now),
            ("GET", [id, _, name], ["attachments", _]) if kind.has_files() => {
                self.attachments(kind, id, Some(name), base, now)
            }
            ("PUT" | "POST", [id, _, name], ["attachments", _]) if kind.has_files() => {
                self.attach(kind, id, name, request, base, now)
            }
            ("GET", [id, _], ["history"]) if kind.has_history() => self.history(kind, id, now),
            ("PUT", [id, _], ["history"]) if kind.has_history() => self.add_history(kind, id, request, now),
            ("PUT", [id, _], ["allocations"]) if allocates(kind) => self.allocate(kind, id, request, now),
            ("DELETE", [id, _, allocation], ["allocations", _]) if allocates(kind) => {
                self.take_off(kind, id, allocation, now)
            }
            (_, _, ["options" | "contacts", ..]) => self.parts(kind, request, rest, now),
            ("GET", [id, _], ["onlineinvoice"]) if kind == Kind::Invoice => self.online(id, now),
            ("POST", [id, _], ["email"]) if kind == Kind::Invoice => self.mail(id, now),
            _ => Err(errors::not_implemented()),
        }
    }

    fn one(&self, kind: Kind, id: &str, request: &Request, now: Timestamp) -> Answer {
        let places = Call::of(request, now).unit_places;
        let found = self.find(kind, id).ok_or_else(errors::not_found)?;
        let view = View::whole(places);
        Ok(envelope(&kind.plural(), json!([self.render(kind, found, &view)]), now))
    }
}

/// Without `Accept: application/json` the vendor answers XML, which nobody here speaks.
fn not_json() -> Reply {
    let text = "<ApiException><ErrorNumber>406</ErrorNumber><Type>NotAcceptable</Type>\
                <Message>This practice ledger answers JSON only; send Accept: application/json</Message></ApiException>";
    Reply::new(406, "text/xml; charset=utf-8", text)
}

const fn allocates(kind: Kind) -> bool {
    matches!(kind, Kind::CreditNote | Kind::Overpayment | Kind::Prepayment)
}

fn writable(kind: Kind, method: &str) -> bool {
    match kind {
        Kind::Overpayment | Kind::Prepayment | Kind::User | Kind::BrandingTheme => false,
        Kind::Account | Kind::TrackingCategory | Kind::Currency | Kind::ContactGroup => method == "PUT",
        _ => true,
    }
}

const fn writable_one(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Overpayment | Kind::Prepayment | Kind::User | Kind::BrandingTheme | Kind::TaxRate | Kind::Currency
    )
}

//! The fault switches: which request meets which misfortune.
//!
//! Not here: carrying a fault out (`server`), or what a vendor's refusal looks like (each face).
//! Invariant: the same rules, seed and order of requests give the same faults.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Everything that can go wrong between a client and a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Waits `ms` before the request is looked at.
    Latency,
    /// The connection is reset, and with `ms` every new one is refused for so long, as if nobody listened.
    Refuse,
    /// The connection is reset before the request is looked at.
    ResetBeforeSend,
    /// The request is carried out, its answer never leaves.
    ResetAfterCommit,
    /// Carried out; the head and half of the answer's body leave.
    HalfBody,
    /// The vendor's throttle answer, with `retry_after` as sent when given.
    #[serde(alias = "429", alias = "throttle")]
    TooManyRequests,
    /// `status` (default 500) in place of carrying the request out.
    ErrorBeforeCommit,
    /// Carried out, then `status` (default 500).
    ErrorAfterCommit,
    /// Answers 504 now and carries the request out `ms` later.
    LateCommit,
    /// Carried out, but the answer waits `ms`.
    SlowAnswer,
    /// The vendor's "token expired" answer.
    ExpiredToken,
    /// The vendor's "not allowed" answer.
    Forbidden,
    /// The vendor's "you may not, 400" answer.
    BadRequest,
    /// Carried out; the answer is cut in the middle but its length is right.
    MalformedJson,
    /// Carried out; the answer has members nobody announced.
    UnknownMembers,
    /// Not carried out: a gateway's HTML page with `status` (default 502).
    HtmlPage,
    /// Carried out; a gateway's HTML page with `status` (default 502).
    HtmlPageAfterCommit,
    /// Carried out; HTTP 200 without a body.
    #[serde(rename = "empty_200")]
    Empty200,
    /// Not carried out; HTTP 200 whose body is a fault.
    #[serde(rename = "fault_200")]
    Fault200,
    /// Not carried out: a redirect to another host.
    Redirect,
    /// Waits `ms` (default 1000), then resets the connection; not carried out.
    HangThenReset,
    /// Carried out; HTTP 200 with another entity than the one asked for.
    OtherEntity,
    /// Carried out; the head leaves at once, the body byte by byte with `ms` (default 1000) between bytes.
    SlowDrip,
    /// Carried out; the answer is 16 MB of nothing packed into 16 KB.
    GzipBomb,
    /// Carried out; amounts and versions of the answer are null.
    NullMembers,
    /// Carried out; numbers of the answer are text and text is numbers.
    ChangedTypes,
    /// Carried out; words from closed lists are words nobody knows.
    NewEnumValues,
    /// Carried out; the first item of a batch answer is left out.
    BatchItemMissing,
    /// Carried out; the items of a batch answer come in reverse order.
    BatchReversed,
}

/// When a fault strikes. Conditions left out always hold; all given ones must hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    pub fault: Fault,
    /// Part of the path, compared without case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Entity the request is about (a batch is about each of its items' entities).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only requests whose body or query holds this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Only the n-th matching request (from 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Every n-th matching request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// Share of matching requests, `"0.3"` or `0.3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Strikes at most so often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Which of the vendor's refusals, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
}

impl FaultRule {
    /// A rule that always strikes.
    #[must_use]
    pub const fn always(fault: Fault) -> Self {
        Self {
            fault,
            path: None,
            entity: None,
            method: None,
            body: None,
            nth: None,
            every: None,
            probability: None,
            seed: None,
            times: None,
            status: None,
            code: None,
            ms: None,
            retry_after: None,
        }
    }

    #[must_use]
    pub fn on_path(mut self, part: &str) -> Self {
        self.path = Some(part.to_owned());
        self
    }

    #[must_use]
    pub fn on_entity(mut self, entity: &str) -> Self {
        self.entity = Some(entity.to_owned());
        self
    }

    #[must_use]
    pub fn on_method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    #[must_use]
    pub const fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    #[must_use]
    pub const fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    #[must_use]
    pub const fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    #[must_use]
    pub const fn ms(mut self, ms: u64) -> Self {
        self.ms = Some(ms);
        self
    }

    fn matches(&self, about: &Subject<'_>) -> bool {
        let holds = |want: &Option<String>, test: &dyn Fn(&str) -> bool| want.as_deref().is_none_or(test);
        holds(&self.method, &|method| method.eq_ignore_ascii_case(about.method))
            && holds(&self.path, &|part| {
                about.path.to_lowercase().contains(&part.to_lowercase())
            })
            && holds(&self.entity, &|name| {
                about.entities.iter().any(|entity| entity.eq_ignore_ascii_case(name))
            })
            && holds(&self.body, &|text| about.text.contains(text))
    }
}

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub entities: &'a [String],
    pub text: &'a str,
}

#[derive(Debug)]
struct Armed {
    rule: FaultRule,
    seen: u64,
    struck: u64,
    dice: SmallRng,
    per_million: Option<u32>,
}

impl Armed {
    fn new(rule: FaultRule) -> Self {
        let per_million = rule.probability.as_ref().map(|value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let share = text.parse::<Decimal>().unwrap_or_default();
            u32::try_from((share * Decimal::from(1_000_000)).trunc().mantissa().max(0)).unwrap_or(1_000_000)
        });
        let dice = SmallRng::seed_from_u64(rule.seed.unwrap_or(1));
        Self {
            rule,
            seen: 0,
            struck: 0,
            dice,
            per_million,
        }
    }

    fn strikes(&mut self, about: &Subject<'_>) -> bool {
        if !self.rule.matches(about) || self.rule.times.is_some_and(|times| self.struck >= times) {
            return false;
        }
        self.seen += 1;
        let due = self.rule.nth.is_none_or(|nth| self.seen == nth)
            && self
                .rule
                .every
                .is_none_or(|every| every > 0 && self.seen.is_multiple_of(every))
            && self
                .per_million
                .is_none_or(|share| self.dice.random_range(0..1_000_000_u32) < share);
        self.struck += u64::from(due);
        due
    }
}

/// The rules in force.
#[derive(Debug, Default)]
pub struct FaultDesk {
    armed: Vec<Armed>,
}

impl FaultDesk {
    #[must_use]
    pub fn new(rules: Vec<FaultRule>) -> Self {
        Self {
            armed: rules.into_iter().map(Armed::new).collect(),
        }
    }

    /// Every rule that strikes this request: all delays and the first other fault.
    pub fn pick(&mut self, about: &Subject<'_>) -> Vec<FaultRule> {
        let mut hits: Vec<FaultRule> = Vec::new();
        for armed in &mut self.armed {
            let delay = armed.rule.fault == Fault::Latency;
            let taken = hits.iter().any(|hit| hit.fault != Fault::Latency);
            if (delay || !taken) && armed.strikes(about) {
                hits.push(armed.rule.clone());
            }
        }
        hits
    }

    /// Rules with how often each was met and struck.
    #[must_use]
    pub fn list(&self) -> Value {
        let rows = self
            .armed
            .iter()
            .map(|armed| serde_json::json!({"rule": armed.rule, "seen": armed.seen, "struck": armed.struck}));
        Value::Array(rows.collect())
    }
}

/// Reads a fault file: a JSON list of rules.
pub fn read_rules(text: &str) -> Result<Vec<FaultRule>, serde_json::Error> {
    serde_json::from_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about<'a>(entities: &'a [String]) -> Subject<'a> {
        Subject {
            method: "POST",
            path: "/v3/company/1/invoice",
            entities,
            text: "",
        }
    }

    #[test]
    fn the_third_matching_request_is_struck_once() {
        let entities = vec!["Invoice".to_owned()];
        let mut desk = FaultDesk::new(vec![
            FaultRule::always(Fault::ResetAfterCommit).on_entity("invoice").nth(3),
        ]);
        let struck: Vec<bool> = (0..5).map(|_| !desk.pick(&about(&entities)).is_empty()).collect();
        assert_eq!(struck, [false, false, true, false, false]);
    }

    #[test]
    fn a_seeded_probability_strikes_the_same_requests_every_time() {
        let rules = || read_rules(r#"[{"fault":"empty_200","probability":0.3,"seed":42}]"#).unwrap();
        let run = || {
            let mut desk = FaultDesk::new(rules());
            (0..1000)
                .map(|_| !desk.pick(&about(&[])).is_empty())
                .collect::<Vec<_>>()
        };
        let hits = run().iter().filter(|hit| **hit).count();
        assert_eq!(run(), run());
        assert!((240..360).contains(&hits), "about three in ten, got {hits}");
    }

    #[test]
    fn a_delay_joins_another_fault() {
        let mut desk = FaultDesk::new(vec![
            FaultRule::always(Fault::Latency).ms(5),
            FaultRule::always(Fault::HtmlPage),
            FaultRule::always(Fault::Empty200),
        ]);
        let kinds: Vec<Fault> = desk.pick(&about(&[])).iter().map(|rule| rule.fault).collect();
        assert_eq!(kinds, [Fault::Latency, Fault::HtmlPage]);
    }
}

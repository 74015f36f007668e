//! Settings of one client: object switches, default accounts, policies.
//!
//! Not here: screens and storage (store). Invariant: one dependency table; a switch is never on while something it needs is off,
//! and a slot never names an account that was not of the right type when it was chosen.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tieout_connect::ledger::AccountSlot;
use tieout_domain::{ErrorCode, Failure, Instant, Object, ObjectKind, RecordId, Recovery, Side};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::setting::{self, SettingRow};
use tieout_store::{Reader, StoreError, Writer};

/// Kinds with a switch.
pub const SWITCHES: [ObjectKind; 7] = [
    ObjectKind::Item,
    ObjectKind::Customer,
    ObjectKind::Vendor,
    ObjectKind::PurchaseOrder,
    ObjectKind::Invoice,
    ObjectKind::Bill,
    ObjectKind::JournalEntry,
];

/// Lists that can go either way. Documents go from the source to the ledger only (C-02): nothing else is accepted for them.
pub const SHARED: [ObjectKind; 2] = [ObjectKind::Item, ObjectKind::Customer];

/// On in a new client.
const ON_AT_FIRST: [ObjectKind; 3] = [ObjectKind::Item, ObjectKind::Customer, ObjectKind::Invoice];

/// Who stands in the audit trail when the program chose the only account there was.
const BY_DEFAULT: &str = "default";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedPeriod {
    Hold,
    FirstOpenDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZeroTotal {
    Skip,
    Send,
}

/// Where new records of a list are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sharing {
    /// The master's in the other system.
    OneWay,
    /// Each side's in the other.
    Both,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub objects: BTreeMap<ObjectKind, bool>,
    /// Of `SHARED` kinds, where it was chosen.
    pub sharing: BTreeMap<ObjectKind, Sharing>,
    /// The side whose value wins where both have a record and they differ; of `SHARED` kinds, where it was chosen.
    pub master: BTreeMap<ObjectKind, Side>,
    pub accounts: BTreeMap<AccountSlot, RecordId>,
    pub go_live: Option<Date>,
    /// Set by the first push.
    pub first_push_at: Option<Instant>,
    pub closed_period: ClosedPeriod,
    pub zero_total: ZeroTotal,
    pub reference_prefix: String,
    pub create_unmatched: bool,
    pub high_value: Decimal,
    /// The sign-in at the ledger lasts for one sync: for a computer that several people use (C-23).
    pub sign_in_each_sync: bool,
    /// The newest change, by whom.
    pub changed: Option<(Instant, String)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            objects: SWITCHES
                .into_iter()
                .map(|kind| (kind, ON_AT_FIRST.contains(&kind)))
                .collect(),
            sharing: BTreeMap::new(),
            master: BTreeMap::new(),
            accounts: BTreeMap::new(),
            go_live: None,
            first_push_at: None,
            closed_period: ClosedPeriod::Hold,
            zero_total: ZeroTotal::Skip,
            reference_prefix: "TTA-".to_owned(),
            create_unmatched: false,
            high_value: Decimal::from(10_000),
            sign_in_each_sync: false,
            changed: None,
        }
    }
}

impl Settings {
    pub fn is_on(&self, kind: ObjectKind) -> bool {
        self.objects.get(&kind).copied().unwrap_or(false)
    }

    pub fn sharing(&self, kind: ObjectKind) -> Sharing {
        self.sharing.get(&kind).copied().unwrap_or(Sharing::OneWay)
    }

    /// The source unless chosen otherwise (S-141).
    pub fn master(&self, kind: ObjectKind) -> Side {
        self.master.get(&kind).copied().unwrap_or(Side::Source)
    }

    /// Whether records that only the other side has are made on this one.
    pub fn makes(&self, side: Side, kind: ObjectKind) -> bool {
        self.is_on(kind) && (self.sharing(kind) == Sharing::Both || self.master(kind) != side)
    }

    pub fn load(view: &Reader<'_>) -> Result<Self, StoreError> {
        let mut found = Self::default();
        // Other names are other modules' or later versions'.
        let own = setting::all(view)?.into_iter().filter(|row| split(&row.name).is_some());
        for row in own {
            found.take(&row.name, &row.value)?;
            if found.changed.as_ref().is_none_or(|(at, _)| *at < row.changed_at) {
                found.changed = Some((row.changed_at, row.changed_by));
            }
        }
        Ok(found)
    }

    /// Takes one stored value; names of later versions are left alone.
    fn take(&mut self, name: &str, text: &str) -> Result<(), StoreError> {
        match split(name) {
            Some(Name::Object(kind)) => {
                self.objects.insert(kind, parse(name, text)?);
            }
            Some(Name::Sharing(kind)) => {
                let way = sharing(&parse::<String>(name, text)?).ok_or_else(|| invalid(name, text))?;
                self.sharing.insert(kind, way);
            }
            Some(Name::Master(kind)) => drop(self.master.insert(kind, parse(name, text)?)),
            Some(Name::Account(slot)) => match parse::<Option<String>>(name, text)? {
                Some(id) => drop(self.accounts.insert(slot, RecordId(id))),
                None => drop(self.accounts.remove(&slot)),
            },
            Some(Name::Policy(policy)) => self.take_policy(policy, name, text)?,
            None => {}
        }
        Ok(())
    }

    fn take_policy(&mut self, policy: Policy, name: &str, text: &str) -> Result<(), StoreError> {
        match policy {
            Policy::GoLiveDate => self.go_live = parse(name, text)?,
            Policy::FirstPushAt => self.first_push_at = parse(name, text)?,
            Policy::ClosedPeriod => {
                self.closed_period = match parse::<String>(name, text)?.as_str() {
                    "hold" => ClosedPeriod::Hold,
                    "first_open_day" => ClosedPeriod::FirstOpenDay,
                    _ => return Err(invalid(name, text)),
                }
            }
            Policy::ZeroTotal => {
                self.zero_total = match parse::<String>(name, text)?.as_str() {
                    "skip" => ZeroTotal::Skip,
                    "send" => ZeroTotal::Send,
                    _ => return Err(invalid(name, text)),
                }
            }
            Policy::ReferencePrefix => self.reference_prefix = prefix(name, text)?,
            Policy::CreateUnmatched => self.create_unmatched = parse(name, text)?,
            Policy::SignInEachSync => self.sign_in_each_sync = parse(name, text)?,
            Policy::HighValue => {
                let amount: String = parse(name, text)?;
                self.high_value = Decimal::from_str_exact(&amount).map_err(|_| invalid(name, text))?;
            }
        }
        Ok(())
    }
}

fn sharing(word: &str) -> Option<Sharing> {
    match word {
        "one_way" => Some(Sharing::OneWay),
        "both" => Some(Sharing::Both),
        _ => None,
    }
}

fn prefix(name: &str, text: &str) -> Result<String, StoreError> {
    let value: String = parse(name, text)?;
    let plain = value
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter));
    if plain && value.len() <= 8 {
        Ok(value)
    } else {
        Err(invalid(name, text))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Policy {
    GoLiveDate,
    FirstPushAt,
    ClosedPeriod,
    ZeroTotal,
    ReferencePrefix,
    CreateUnmatched,
    HighValue,
    SignInEachSync,
}

enum Name {
    Object(ObjectKind),
    Sharing(ObjectKind),
    Master(ObjectKind),
    Account(AccountSlot),
    Policy(Policy),
}

fn split(name: &str) -> Option<Name> {
    let (group, word) = name.split_once('.')?;
    let kind = |of: &[ObjectKind]| ObjectKind::from_word(word).filter(|kind| of.contains(kind));
    match group {
        "object" => kind(&SWITCHES).map(Name::Object),
        "sharing" => kind(&SHARED).map(Name::Sharing),
        "master" => kind(&SHARED).map(Name::Master),
        "account" => AccountSlot::from_word(word).map(Name::Account),
        "policy" => Some(Name::Policy(match word {
            "go_live_date" => Policy::GoLiveDate,
            "first_push_at" => Policy::FirstPushAt,
            "closed_period" => Policy::ClosedPeriod,
            "zero_total" => Policy::ZeroTotal,
            "reference_prefix" => Policy::ReferencePrefix,
            "create_unmatched" => Policy::CreateUnmatched,
            "high_value" => Policy::HighValue,
            "sign_in_each_sync" => Policy::SignInEachSync,
            _ => return None,
        })),
        _ => None,
    }
}

/// Settings that name records of the current ledger or say how far it is used: they stay with its book when the client moves.
pub fn is_of_the_book(name: &str) -> bool {
    match split(name) {
        Some(Name::Account(_)) => true,
        Some(Name::Policy(policy)) => matches!(policy, Policy::GoLiveDate | Policy::FirstPushAt),
        Some(Name::Object(_) | Name::Sharing(_) | Name::Master(_)) | None => false,
    }
}

pub(crate) fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| invalid(name, text))
}

fn invalid(name: &str, text: &str) -> StoreError {
    Failure::new(ErrorCode::InvalidInput, Recovery::ChangeSetting)
        .param("setting", name)
        .param("value", text)
        .into()
}

/// Switches `kind` needs that have a switch, directly.
pub fn needs(kind: ObjectKind) -> Vec<ObjectKind> {
    kind.prerequisites()
        .iter()
        .copied()
        .filter(|needed| SWITCHES.contains(needed))
        .collect()
}

/// Switches that need `kind`, directly.
pub fn needed_by(kind: ObjectKind) -> Vec<ObjectKind> {
    SWITCHES
        .into_iter()
        .filter(|other| other.prerequisites().contains(&kind))
        .collect()
}

/// What must change along with a switch, without the switch itself.
pub fn switched_along(objects: &BTreeMap<ObjectKind, bool>, kind: ObjectKind, on: bool) -> Vec<ObjectKind> {
    let mut along: Vec<ObjectKind> = Vec::new();
    let mut open = vec![kind];
    while let Some(next) = open.pop() {
        let neighbours = if on { needs(next) } else { needed_by(next) };
        for neighbour in neighbours {
            let is_on = objects.get(&neighbour).copied().unwrap_or(false);
            if is_on != on && neighbour != kind && !along.contains(&neighbour) {
                along.push(neighbour);
                open.push(neighbour);
            }
        }
    }
    along.sort_unstable();
    along
}

/// Who changes a setting, and when.
#[derive(Debug, Clone)]
pub struct Changing {
    pub who: String,
    pub now: Instant,
}

/// Changes one setting; `value` is JSON of its type. Returns the switches that changed along.
pub fn set(writer: &Writer<'_>, by: &Changing, name: &str, value: &str) -> Result<Vec<ObjectKind>, StoreError> {
    let before = Settings::load(writer)?;
    let mut after = before.clone();
    match split(name) {
        Some(Name::Policy(Policy::FirstPushAt)) | None => return Err(invalid(name, value)),
        Some(Name::Account(slot)) => {
            if let Some(id) = parse::<Option<String>>(name, value)? {
                choose(writer, slot, &RecordId(id))?;
            }
        }
        Some(Name::Object(kind)) => {
            let on: bool = parse(name, value)?;
            let along = switched_along(&before.objects, kind, on);
            for other in &along {
                put(writer, by, &format!("object.{other}"), &on.to_string())?;
            }
            put(writer, by, name, value)?;
            return Ok(along);
        }
        Some(Name::Sharing(_) | Name::Master(_) | Name::Policy(_)) => {}
    }
    after.take(name, value)?;
    put(writer, by, name, value)?;
    Ok(Vec::new())
}

/// This client's own settings as they were last changed, by whom and when.
pub fn changes(view: &Reader<'_>) -> Result<Vec<SettingRow>, StoreError> {
    let all = setting::all(view)?;
    let own = |row: &SettingRow| split(&row.name).is_some() || row.name.starts_with("mail.");
    Ok(all.into_iter().filter(own).collect())
}

pub(crate) fn put(writer: &Writer<'_>, by: &Changing, name: &str, value: &str) -> Result<(), StoreError> {
    let before = setting::all(writer)?
        .into_iter()
        .find(|row| row.name == name)
        .map(|row| row.value);
    if before.as_deref() == Some(value) {
        return Ok(());
    }
    let entry = NewAudit::new(by.now, &by.who, "setting_changed")
        .with("name", name)
        .with("before", before.map_or(Value::Null, Value::from))
        .with("after", value);
    audit::append(writer, &entry)?;
    let row = SettingRow {
        name: name.to_owned(),
        value: value.to_owned(),
        changed_at: by.now,
        changed_by: by.who.clone(),
    };
    setting::put(writer, &row)
}

/// Whether an account may stand in a slot.
pub fn check_account(slot: AccountSlot, row: &MirrorRow) -> Result<(), Failure> {
    let Object::Account(account) = &row.object else {
        return Err(Failure::new(ErrorCode::AccountWrongType, Recovery::ChangeSetting).param("slot", slot.word()));
    };
    let failure = |code| {
        Failure::new(code, Recovery::ChangeSetting)
            .param("slot", slot.word())
            .param("record", &row.name)
            .param("type", &account.type_words)
    };
    if row.deleted {
        return Err(failure(ErrorCode::GoneInLedger));
    }
    if account.role != slot.role() {
        return Err(failure(ErrorCode::AccountWrongType));
    }
    if !row.active {
        return Err(failure(ErrorCode::InactiveInLedger));
    }
    Ok(())
}

fn choose(view: &Reader<'_>, slot: AccountSlot, id: &RecordId) -> Result<(), StoreError> {
    let found = mirror::get(view, Side::Ledger, ObjectKind::Account, id)?;
    let row = found.ok_or_else(|| {
        Failure::new(ErrorCode::AccountMissing, Recovery::Pull)
            .param("slot", slot.word())
            .param("record", id)
    })?;
    Ok(check_account(slot, &row)?)
}

/// The account in a slot and what is wrong with it, if anything.
pub fn slot_account(
    view: &Reader<'_>,
    settings: &Settings,
    slot: AccountSlot,
) -> Result<(Option<MirrorRow>, Option<Failure>), StoreError> {
    let Some(id) = settings.accounts.get(&slot) else {
        return Ok((None, None));
    };
    match mirror::get(view, Side::Ledger, ObjectKind::Account, id)? {
        Some(row) => {
            let trouble = check_account(slot, &row).err();
            Ok((Some(row), trouble))
        }
        None => {
            let missing = Failure::new(ErrorCode::AccountMissing, Recovery::ChangeSetting).param("slot", slot.word());
            Ok((None, Some(missing)))
        }
    }
}

/// Fills slots for which there is exactly one possible account. Never changes a choice.
pub fn preselect(writer: &Writer<'_>, now: Instant) -> Result<(), StoreError> {
    let settings = Settings::load(writer)?;
    let chosen_before = setting::all(writer)?;
    let accounts = mirror::list(writer, Side::Ledger, ObjectKind::Account)?;
    let by = Changing {
        who: BY_DEFAULT.to_owned(),
        now,
    };
    for slot in AccountSlot::ALL {
        let name = format!("account.{}", slot.word());
        // A slot that a person emptied stays empty.
        if settings.accounts.contains_key(&slot) || chosen_before.iter().any(|row| row.name == name) {
            continue;
        }
        let mut fitting = accounts.iter().filter(|row| check_account(slot, row).is_ok());
        if let (Some(only), None) = (fitting.next(), fitting.next()) {
            put(writer, &by, &name, &serde_json::to_string(only.id.as_str())?)?;
        }
    }
    Ok(())
}

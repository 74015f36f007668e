//! Settings: thin handlers.
//!
//! Not here: names, defaults, dependencies (engine). Invariant: a choice is checked against the mirror, never taken by its text.

use std::sync::Arc;

use rust_decimal::Decimal;
use tieout_connect::WriteBackTarget;
use tieout_connect::ledger::{AccountSlot, LedgerProfile};
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind as Kind, Recovery, Side};
use tieout_engine::settings::{self, Changing, ClosedPeriod, Settings, Sharing, ZeroTotal};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::pull_state::{self, PullState};
use tieout_store::table::run::{self, RunAction};
use tieout_store::table::setting::SettingRow;
use tieout_store::{Reader, StoreError};

use crate::app::{App, OpenClient, held};
use crate::connected;
use crate::dto::*;
use crate::event::Topic;

/// Choices offered at once.
const CHOICES_MAX: usize = 200;

pub async fn settings_get(app: &Arc<App>, _request: Nothing) -> Result<SettingsView, Failure> {
    let client = app.client()?;
    view(app, &client, Vec::new()).await
}

pub async fn setting_set(app: &Arc<App>, request: SettingSetReq) -> Result<SettingsView, Failure> {
    let client = app.client()?;
    let by = Changing {
        who: app.host.user.clone(),
        now: app.host.clock.instant(),
    };
    let along = client
        .with_store(move |store| store.write(|writer| settings::set(writer, &by, &request.name, &request.value)))
        .await?;
    app.changed([Topic::Settings, Topic::Plan, Topic::Audit]);
    super::recheck::look_again_later(app, &client);
    view(app, &client, along).await
}

pub async fn account_choices(app: &Arc<App>, request: AccountChoicesReq) -> Result<Vec<AccountChoice>, Failure> {
    let slot = AccountSlot::from_word(&request.slot)
        .ok_or_else(|| Failure::new(ErrorCode::InvalidInput, Recovery::ChangeSetting).param("slot", &request.slot))?;
    let rows = app
        .client()?
        .with_store(|store| store.read(|view| mirror::list(view, Side::Ledger, Kind::Account)))
        .await?;
    let wanted = tieout_domain::text::name_key(&request.search);
    let mut found: Vec<AccountChoice> = rows
        .iter()
        .filter(|row| fits(row, &wanted))
        .map(|row| choice(row, Some(slot)))
        .collect();
    found.sort_by_key(|choice| choice.disabled.is_some());
    found.truncate(CHOICES_MAX);
    Ok(found)
}

/// By name, number or type.
fn fits(row: &MirrorRow, wanted: &str) -> bool {
    let Object::Account(account) = &row.object else {
        return false;
    };
    let texts = [
        Some(&account.name),
        account.full_name.as_ref(),
        account.number.as_ref(),
        Some(&account.type_words),
    ];
    wanted.is_empty()
        || texts
            .into_iter()
            .flatten()
            .any(|text| tieout_domain::text::name_key(text).contains(wanted))
}

fn choice(row: &MirrorRow, slot: Option<AccountSlot>) -> AccountChoice {
    let (name, type_words) = match &row.object {
        Object::Account(account) => (account.full_name.clone(), account.type_words.clone()),
        _ => (None, String::new()),
    };
    let refused = slot.and_then(|slot| settings::check_account(slot, row).err());
    AccountChoice {
        id: row.id.to_string(),
        name: name.unwrap_or_else(|| row.name.clone()),
        number: row.number.clone(),
        type_words,
        disabled: refused.map(|failure| failure.code.word().to_owned()),
    }
}

async fn view(app: &Arc<App>, client: &OpenClient, along: Vec<Kind>) -> Result<SettingsView, Failure> {
    // Opening makes no request; it tells the ledger's own words.
    let _ = app.ledger(client).await;
    let profile = held(&client.ledger).as_ref().map(|ledger| ledger.profile().clone());
    let back = connected::write_back(app, client).await?;
    let slots = connected::slots(client);
    client
        .with_store(move |store| {
            store.read(|view| {
                let settings = Settings::load(view)?;
                let accounts = slots
                    .into_iter()
                    .map(|slot| slot_view(view, &settings, slot, profile.as_ref()));
                Ok(SettingsView {
                    accounts: accounts.collect::<Result<_, _>>()?,
                    objects: objects(&settings, profile.as_ref(), back.as_deref()),
                    setup_done: run::was_completed(view, RunAction::Push)?,
                    policies: policies(&settings),
                    also_switched: along,
                    changed_at: settings.changed.as_ref().map(|(at, _)| at.to_string()),
                    changed_by: settings.changed.as_ref().map(|(_, who)| who.clone()),
                    changes: settings::changes(view)?.into_iter().map(change).collect(),
                })
            })
        })
        .await
}

fn change(row: SettingRow) -> SettingChange {
    SettingChange {
        name: row.name,
        at: row.changed_at.to_string(),
        who: row.changed_by,
    }
}

fn objects(
    settings: &Settings,
    profile: Option<&LedgerProfile>,
    back: Option<&dyn WriteBackTarget>,
) -> Vec<ObjectSwitch> {
    settings::SWITCHES
        .into_iter()
        .map(|kind| ObjectSwitch {
            kind,
            on: settings.is_on(kind),
            source_words: words(kind).to_owned(),
            ledger_words: profile.map_or_else(|| words(kind).to_owned(), |profile| ledger_words(kind, profile)),
            needs: settings::needs(kind),
            needed_by: settings::needed_by(kind),
            unavailable: profile.is_some_and(|profile| !profile.pushes.contains(&kind)),
            master: match settings.master(kind) {
                Side::Source => Side2::Source,
                Side::Ledger => Side2::Ledger,
            },
            sharing: settings::SHARED.contains(&kind).then(|| match settings.sharing(kind) {
                Sharing::OneWay => SharingWord::OneWay,
                Sharing::Both => SharingWord::Both,
            }),
            can_write_back: back.is_some_and(|back| back.kinds().contains(&kind)),
        })
        .collect()
}

/// The operational side's words (S-244).
const fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Item => "Part",
        Kind::Customer => "Customer",
        Kind::Vendor => "Vendor",
        Kind::PurchaseOrder => "Purchase order",
        Kind::Invoice => "Invoice",
        Kind::Bill => "Voucher",
        Kind::JournalEntry => "Journal entry",
        Kind::Account => "Account",
        Kind::TaxCode => "Tax code",
        Kind::Term => "Term",
        Kind::Class => "Class",
        Kind::CreditMemo => "Credit memo",
        Kind::Payment => "Payment",
    }
}

fn ledger_words(kind: Kind, profile: &LedgerProfile) -> String {
    match kind {
        Kind::Item => profile.vocabulary.item.clone(),
        Kind::Bill => profile.vocabulary.bill.clone(),
        Kind::Class => profile.vocabulary.class.clone(),
        Kind::TaxCode => profile.vocabulary.tax_code.clone(),
        other => words(other).to_owned(),
    }
}

fn slot_view(
    view: &Reader<'_>,
    settings: &Settings,
    slot: AccountSlot,
    profile: Option<&LedgerProfile>,
) -> Result<SlotView, StoreError> {
    let (row, trouble) = settings::slot_account(view, settings, slot)?;
    let required = profile.and_then(|profile| profile.slots.iter().find(|required| required.slot == slot));
    let locked = match pull_state::get(view, Kind::Account)?.state {
        PullState::Complete => None,
        PullState::Partial if mirror::alive(view, Side::Ledger, Kind::Account)? > 0 => None,
        PullState::Never | PullState::Partial | PullState::Failed => Some("not_pulled".to_owned()),
    };
    Ok(SlotView {
        slot: slot.word().to_owned(),
        required_words: required.map(|required| required.type_words.clone()).unwrap_or_default(),
        account: row.as_ref().map(|row| choice(row, Some(slot))),
        trouble: trouble.map(FailureView::from),
        locked,
    })
}

fn policies(settings: &Settings) -> Policies {
    Policies {
        go_live_date: settings.go_live.map(|date| date.to_string()),
        first_push_at: settings.first_push_at.map(|at| at.to_string()),
        closed_period: match settings.closed_period {
            ClosedPeriod::Hold => ClosedPeriodPolicy::Hold,
            ClosedPeriod::FirstOpenDay => ClosedPeriodPolicy::FirstOpenDay,
        },
        zero_total: match settings.zero_total {
            ZeroTotal::Skip => ZeroTotalPolicy::Skip,
            ZeroTotal::Send => ZeroTotalPolicy::Send,
        },
        reference_prefix: settings.reference_prefix.clone(),
        create_unmatched: settings.create_unmatched,
        high_value: Decimal::to_string(&settings.high_value),
        sign_in_each_sync: settings.sign_in_each_sync,
    }
}

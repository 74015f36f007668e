//! A client moves to another ledger and comes back.

use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::{BookId, ConnectionId, ErrorCode, Failure, ObjectKind, Side};
use tieout_engine::moving;
use tieout_engine::settings::{Changing, Settings};
use tieout_engine::stage;
use tieout_store::StoreError;
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tieout_store::table::plan::PlanStep;
use tieout_store::table::{link, mirror, outbox};
use tieout_testkit::FakeLedger;

use super::world::{Firm, UID, invoice};

const NEW_BOOK: &str = "other:9";

fn by(firm: &Firm) -> Changing {
    Changing {
        who: "anna".into(),
        now: firm.clock_now(),
    }
}

fn row(system: &str, book: Option<&str>) -> ConnectionRow {
    ConnectionRow {
        id: ConnectionId(0),
        side: Side::Ledger,
        system: system.into(),
        settings: "{}".into(),
        book_id: book.map(BookId::from),
        company: None,
        state: if book.is_some() {
            ConnectionState::Connected
        } else {
            ConnectionState::New
        },
        secrets_key: system.into(),
        connected_by: None,
        last_success_at: None,
        created_at: tieout_domain::Instant::UNIX_EPOCH,
    }
}

/// Six documents are in the first ledger; a seventh and an eighth wait.
async fn firm() -> (Firm, ConnectionId) {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 7, 5, 6);
    let id = firm.write(|writer| connection::insert(writer, &row("fake", Some("fake:1"))));
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    for n in [6, 7] {
        firm.tell_invoice(n, invoice(n, 7, 5));
    }
    (firm, id)
}

fn signed_in(firm: &Firm) {
    firm.write(|writer| {
        let row = connection::get(writer, Side::Ledger)?.unwrap();
        let connected = ConnectionRow {
            book_id: Some(NEW_BOOK.into()),
            state: ConnectionState::Connected,
            ..row
        };
        connection::update(writer, &connected)?;
        stage::stage_transactions(writer, &NEW_BOOK.into(), UID, firm.clock_now()).map(drop)
    });
}

/// State and reason of each document of a book, by number.
fn documents(firm: &Firm, book: &str) -> Vec<(String, OutboxState, Option<String>)> {
    let rows = firm
        .store
        .read(|view| outbox::of_kind(view, &book.into(), ObjectKind::Invoice));
    let mut found: Vec<_> = rows
        .unwrap()
        .into_iter()
        .map(|row| (row.name, row.state, row.ignored_by))
        .collect();
    found.sort();
    found
}

fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> ErrorCode {
    Failure::from(result.unwrap_err()).code
}

#[tokio::test]
async fn the_new_ledger_starts_empty_and_gets_only_what_the_old_one_has_not() {
    let (firm, _) = firm().await;
    let first_day = jiff::civil::date(2026, 1, 8);
    firm.write(|writer| moving::leave_for(writer, &row("other", None), Some(first_day), &by(&firm)));
    let (book, settings) = firm
        .store
        .read(|view| Ok((connection::book(view)?, Settings::load(view)?)))
        .unwrap();
    assert_eq!(book, None, "it is not signed in to yet");
    assert!(
        settings.accounts.is_empty(),
        "accounts of the old ledger mean nothing in the new one"
    );
    assert_eq!(settings.go_live, Some(first_day));
    signed_in(&firm);
    let links = firm
        .store
        .read(|view| link::list(view, &NEW_BOOK.into(), ObjectKind::Customer))
        .unwrap();
    assert!(links.is_empty(), "matched anew");
    let lists = firm
        .store
        .read(|view| mirror::list(view, Side::Ledger, ObjectKind::Customer))
        .unwrap();
    assert!(lists.is_empty(), "pulled anew");
    let found = documents(&firm, NEW_BOOK);
    let posted = found
        .iter()
        .filter(|(_, state, why)| *state == OutboxState::Ignored && why.as_deref() == Some("book:fake:1"));
    assert_eq!(
        posted.count(),
        6,
        "what the old ledger has is listed and not sent again"
    );
    let staged = found.iter().filter(|(_, state, _)| *state == OutboxState::Staged);
    assert_eq!(staged.count(), 2);
}

#[tokio::test]
async fn going_back_brings_links_lists_and_settings_back_and_sends_nothing_twice() {
    let (firm, first) = firm().await;
    let before = firm.store.read(Settings::load).unwrap();
    firm.write(|writer| moving::leave_for(writer, &row("other", None), None, &by(&firm)));
    signed_in(&firm);
    // The new ledger gets the seventh.
    firm.write(|writer| {
        let rows = outbox::of_kind(writer, &NEW_BOOK.into(), ObjectKind::Invoice)?;
        let entry = rows.into_iter().find(|row| row.source_id.as_str() == "V6").unwrap();
        for event in [OutboxEvent::Approve, OutboxEvent::Send, OutboxEvent::Confirm] {
            outbox::advance(writer, entry.id, event)?;
        }
        Ok(())
    });
    firm.write(|writer| moving::go_back(writer, first, &by(&firm)));
    let now = firm
        .store
        .read(|view| connection::get(view, Side::Ledger))
        .unwrap()
        .unwrap();
    assert_eq!((now.id, now.state), (first, ConnectionState::Connected));
    assert_eq!(firm.store.read(Settings::load).unwrap().accounts, before.accounts);
    assert_eq!(
        firm.plan(PlanStep::Lists).1,
        vec![],
        "every customer and item is still tied"
    );
    let found = documents(&firm, "fake:1");
    let elsewhere: Vec<_> = found
        .iter()
        .filter(|(_, _, why)| why.as_deref() == Some("book:other:9"))
        .collect();
    assert_eq!(elsewhere.len(), 1, "the other ledger has that one");
    assert_eq!(
        found
            .iter()
            .filter(|(_, state, _)| *state == OutboxState::Posted)
            .count(),
        6
    );
    let names: Vec<String> = firm
        .plan(PlanStep::Documents)
        .1
        .into_iter()
        .map(|entry| entry.name)
        .collect();
    assert_eq!(names.len(), 1, "only the eighth is still to send: {names:?}");
}

#[tokio::test]
async fn a_document_that_a_person_wants_in_both_ledgers_stays_wanted() {
    let (firm, _) = firm().await;
    firm.write(|writer| moving::leave_for(writer, &row("other", None), None, &by(&firm)));
    signed_in(&firm);
    firm.write(|writer| {
        let rows = outbox::of_kind(writer, &NEW_BOOK.into(), ObjectKind::Invoice)?;
        let entry = rows.into_iter().find(|row| row.source_id.as_str() == "V0").unwrap();
        outbox::advance(writer, entry.id, OutboxEvent::Unignore)?;
        outbox::set_ignored_by(writer, entry.id, None)?;
        stage::stage_transactions(writer, &NEW_BOOK.into(), UID, firm.clock_now()).map(drop)
    });
    let staged = documents(&firm, NEW_BOOK)
        .into_iter()
        .filter(|(_, state, _)| *state == OutboxState::Staged);
    assert_eq!(staged.count(), 3, "staging again does not overrule the person");
}

#[tokio::test]
async fn a_ledger_that_owes_an_answer_is_not_left() {
    let (firm, _) = firm().await;
    firm.write(|writer| {
        let entry = outbox::of_kind(writer, &firm.book, ObjectKind::Invoice)?.pop().unwrap();
        for event in [OutboxEvent::Approve, OutboxEvent::Send, OutboxEvent::LoseAnswer] {
            outbox::advance(writer, entry.id, event)?;
        }
        Ok(())
    });
    let leaving = firm
        .store
        .write(|writer| moving::leave_for(writer, &row("other", None), None, &by(&firm)));
    assert_eq!(refused(leaving), ErrorCode::AnswerLost);
    let book = firm.store.read(connection::book).unwrap();
    assert_eq!(book, Some(firm.book.clone()), "nothing was moved");
}

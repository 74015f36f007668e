use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

const RECEIVABLE: AccountId = 1;
const INCOME: AccountId = 2;
const BANK: AccountId = 3;
const PAYABLE: AccountId = 4;
const EXPENSE: AccountId = 5;
const RETAINED: AccountId = 6;
const STOCK: AccountId = 7;

fn book() -> Book {
    let mut book = Book::new();
    let roles = [
        (RECEIVABLE, Role::Receivable),
        (INCOME, Role::Income),
        (BANK, Role::Bank),
        (PAYABLE, Role::Payable),
        (EXPENSE, Role::Expense),
        (RETAINED, Role::RetainedEarnings),
        (STOCK, Role::CurrentAsset),
    ];
    for (id, role) in roles {
        book.put_account(Account {
            id,
            name: format!("account {id}"),
            role,
            parent: None,
            active: true,
        });
    }
    for (id, name) in [(1, "Harrow"), (2, "Tallow")] {
        book.put_party(Party {
            id,
            name: name.into(),
            parent: None,
            active: true,
        })
        .unwrap();
    }
    book
}

fn invoice(id: DocId, on: Date, amount: i64) -> Document {
    let amount = Decimal::new(amount, 2);
    let postings = vec![
        Posting::new(RECEIVABLE, amount).of(Some(1)),
        Posting::new(INCOME, -amount),
    ];
    Document {
        party: Some(1),
        total: amount,
        postings,
        ..Document::new(id, DocKind::Invoice, on)
    }
}

fn payment(id: DocId, on: Date, amount: i64, to: &[(DocId, i64)]) -> Document {
    let amount = Decimal::new(amount, 2);
    let postings = vec![
        Posting::new(BANK, amount),
        Posting::new(RECEIVABLE, -amount).of(Some(1)),
    ];
    let applications = to.iter().map(|(to, amount)| Application {
        to: *to,
        amount: Decimal::new(*amount, 2),
    });
    let applications = applications.collect();
    Document {
        party: Some(1),
        total: amount,
        postings,
        applications,
        ..Document::new(id, DocKind::Payment, on)
    }
}

#[test]
fn a_payment_lowers_what_is_open_and_its_removal_restores_it() {
    let mut book = book();
    book.put(invoice(1, date(2026, 3, 1), 10_000)).unwrap();
    book.put(payment(2, date(2026, 3, 9), 6_000, &[(1, 4_000)])).unwrap();
    assert_eq!(book.open_amount(1), Decimal::new(6_000, 2));
    assert_eq!(book.open_amount(2), Decimal::new(2_000, 2), "the rest stays unapplied");
    assert_eq!(book.party_balance(1, Side::Receivable), Decimal::new(4_000, 2));
    book.remove(2).unwrap();
    assert_eq!(book.open_amount(1), Decimal::new(10_000, 2));
}

#[test]
fn deleting_a_paid_invoice_leaves_the_payment_unapplied() {
    let mut book = book();
    book.put(invoice(1, date(2026, 3, 1), 10_000)).unwrap();
    book.put(payment(2, date(2026, 3, 9), 4_000, &[(1, 4_000)])).unwrap();
    book.remove(1).unwrap();
    assert_eq!(book.open_amount(2), Decimal::new(4_000, 2));
    assert_eq!(book.party_balance(1, Side::Receivable), Decimal::new(-4_000, 2));
}

#[test]
fn more_than_is_open_cannot_be_applied() {
    let mut book = book();
    book.put(invoice(1, date(2026, 3, 1), 100)).unwrap();
    let refusal = book.put(payment(2, date(2026, 3, 9), 200, &[(1, 101)]));
    assert_eq!(
        refusal,
        Err(BookError::OverApplied {
            to: 1,
            open: Decimal::new(100, 2)
        })
    );
    let refusal = book.put(payment(2, date(2026, 3, 9), 50, &[(1, 60)]));
    assert_eq!(refusal, Err(BookError::OverSpent(2)));
}

#[test]
fn nothing_in_a_closed_period_can_be_written_moved_or_removed() {
    let mut book = book();
    book.put(invoice(1, date(2026, 3, 1), 100)).unwrap();
    book.close_through(Some(date(2026, 3, 31)));
    let closed = Err(BookError::Closed(date(2026, 3, 31)));
    assert_eq!(book.put(invoice(2, date(2026, 3, 31), 100)), closed);
    assert_eq!(
        book.put(invoice(1, date(2026, 4, 1), 100)),
        closed,
        "moving it out would change the closed month"
    );
    assert_eq!(book.remove(1), closed);
    assert_eq!(book.put(invoice(2, date(2026, 4, 1), 100)), Ok(()));
}

fn namesake(id: PartyId, active: bool) -> Party {
    Party {
        id,
        name: " HARROW ".into(),
        parent: None,
        active,
    }
}

#[test]
fn a_name_is_taken_for_ever_or_only_while_its_owner_is_active() {
    let mut strict = book();
    assert_eq!(strict.put_party(namesake(9, false)), Err(BookError::NameTaken(1)));
    let mut lenient = book();
    lenient.name_rule = NameRule::WhileActive;
    assert_eq!(lenient.put_party(namesake(9, true)), Err(BookError::NameTaken(1)));
    assert_eq!(
        lenient.put_party(namesake(9, false)),
        Ok(()),
        "an archived namesake is in nobody's way"
    );
    lenient.put_party(namesake(1, false)).unwrap();
    assert_eq!(lenient.put_party(namesake(9, true)), Ok(()));
}

#[test]
fn one_party_may_owe_us_and_be_owed_at_once() {
    let mut book = book();
    book.put(invoice(1, date(2026, 3, 1), 10_000)).unwrap();
    let mut bill = Document::new(2, DocKind::Bill, date(2026, 3, 2));
    bill.party = Some(1);
    bill.total = Decimal::from(30);
    bill.postings = vec![
        Posting::new(EXPENSE, bill.total),
        Posting::new(PAYABLE, -bill.total).of(bill.party),
    ];
    book.put(bill).unwrap();
    assert_eq!(book.party_balance(1, Side::Receivable), Decimal::from(100));
    assert_eq!(book.party_balance(1, Side::Payable), Decimal::from(30));
}

fn credit(id: DocId, amount: i64, to: &[(DocId, i64)]) -> Document {
    let amount = Decimal::new(amount, 2);
    let applications = to.iter().map(|(to, amount)| Application {
        to: *to,
        amount: Decimal::new(*amount, 2),
    });
    Document {
        party: Some(1),
        total: amount,
        postings: vec![
            Posting::new(INCOME, amount),
            Posting::new(RECEIVABLE, -amount).of(Some(1)),
        ],
        applications: applications.collect(),
        ..Document::new(id, DocKind::CreditMemo, date(2026, 3, 5))
    }
}

#[test]
fn a_credit_is_set_against_an_invoice_directly_or_by_a_payment_but_spent_once() {
    let mut book = book();
    book.put(invoice(1, date(2026, 3, 1), 10_000)).unwrap();
    book.put(credit(2, 5_000, &[(1, 3_000)])).unwrap();
    assert_eq!(book.open_amount(1), Decimal::new(7_000, 2));
    assert_eq!(book.open_amount(2), Decimal::new(2_000, 2));
    let end = date(2026, 12, 31);
    let aged: Vec<Decimal> = book
        .open_items(Side::Receivable, end)
        .iter()
        .map(|item| item.open)
        .collect();
    assert_eq!(aged, [Decimal::new(7_000, 2), Decimal::new(-2_000, 2)]);
    let both = payment(3, date(2026, 3, 9), 0, &[(1, 2_001), (2, 2_001)]);
    let only = Err(BookError::OverApplied {
        to: 2,
        open: Decimal::new(2_000, 2),
    });
    assert_eq!(book.put(both), only, "what was allocated cannot be spent again");
    book.put(payment(3, date(2026, 3, 9), 0, &[(1, 2_000), (2, 2_000)]))
        .unwrap();
    assert_eq!(
        (book.open_amount(1), book.open_amount(2)),
        (Decimal::new(5_000, 2), Decimal::ZERO)
    );
    let again = book.put(credit(4, 1_000, &[(1, 1_001)]));
    assert_eq!(again, Err(BookError::OverSpent(4)));
}

#[test]
fn earlier_years_earnings_stand_in_retained_earnings() {
    let mut book = book();
    book.put(invoice(1, date(2025, 12, 31), 10_000)).unwrap();
    let lines = book.trial_balance(date(2026, 1, 31));
    let of = |id| lines.iter().find(|line| line.account == id).map(|line| line.balance);
    assert_eq!(of(RETAINED), Some(Decimal::new(-10_000, 2)));
    assert_eq!(of(INCOME), None);
}

#[test]
fn goods_sold_carry_their_average_cost_and_come_back_on_deletion() {
    let mut book = book();
    book.put_item(Item {
        id: 1,
        name: "Bracket".into(),
        counted: true,
        income: Some(INCOME),
        expense: Some(EXPENSE),
        asset: Some(STOCK),
        cost: Decimal::ZERO,
        quantity: Decimal::from(4),
        value: Decimal::from(10),
    });
    let mut sale = invoice(1, date(2026, 3, 1), 10_000);
    sale.moves.push(Move {
        item: 1,
        quantity: Decimal::NEGATIVE_ONE,
        value: None,
    });
    book.put(sale).unwrap();
    assert_eq!(book.balance(EXPENSE), Decimal::new(250, 2));
    assert_eq!(book.item(1).unwrap().quantity, Decimal::from(3));
    book.remove(1).unwrap();
    assert_eq!(book.balance(EXPENSE), Decimal::ZERO);
    assert_eq!(book.item(1).unwrap().value, Decimal::from(10));
}

#[test]
fn a_term_on_a_day_of_the_month_rolls_over_when_it_is_too_near() {
    let rule = TermRule::DayOfMonth { day: 31, margin: 5 };
    assert_eq!(rule.due(date(2026, 4, 3)), date(2026, 4, 30));
    assert_eq!(rule.due(date(2026, 4, 28)), date(2026, 5, 31));
    assert_eq!(TermRule::Days(30).due(date(2026, 1, 31)), date(2026, 3, 2));
}

#[derive(Debug, Clone)]
enum Step {
    Invoice(DocId, i64, i8),
    Pay(DocId, DocId, i64),
    Void(DocId),
    Remove(DocId),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1..20_u64, 1..100_000_i64, 1..12_i8).prop_map(|(id, amount, month)| Step::Invoice(id, amount, month)),
        (20..30_u64, 1..20_u64, 1..50_000_i64).prop_map(|(id, to, amount)| Step::Pay(id, to, amount)),
        (1..30_u64).prop_map(Step::Void),
        (1..30_u64).prop_map(Step::Remove),
    ]
}

fn run(book: &mut Book, step: &Step) {
    let done = match step {
        Step::Invoice(id, amount, month) => book.put(invoice(*id, date(2026, *month, 3), *amount)),
        Step::Pay(id, to, amount) => book.put(payment(*id, date(2026, 12, 20), *amount, &[(*to, *amount)])),
        Step::Void(id) => match book.document(*id).cloned() {
            Some(old) => book.put(Document { voided: true, ..old }),
            None => Ok(()),
        },
        Step::Remove(id) => book.remove(*id),
    };
    // A refusal is fine; what counts is what the book holds afterwards.
    drop(done);
}

proptest! {
    #[test]
    fn whatever_happens_the_trial_balance_is_zero_and_ageing_agrees_with_the_accounts(
        steps in proptest::collection::vec(step(), 1..60)
    ) {
        let mut book = book();
        for step in &steps {
            run(&mut book, step);
        }
        let end = date(2026, 12, 31);
        let sum: Decimal = book.trial_balance(end).iter().map(|line| line.balance).sum();
        prop_assert_eq!(sum, Decimal::ZERO);
        let open: Decimal = book.open_items(Side::Receivable, end).iter().map(|item| item.open).sum();
        prop_assert_eq!(open, book.balance(RECEIVABLE));
        prop_assert_eq!(open, book.party_balance(1, Side::Receivable));
        let again: Decimal = book.lines(None, None).iter().map(|line| line.posting.amount).sum();
        prop_assert_eq!(again, Decimal::ZERO);
    }
}

#[test]
fn due_dates_after_months_and_on_days_of_months_clamp_to_their_ends() {
    let due = |rule: TermRule, day: &str| rule.due(day.parse().unwrap()).to_string();
    assert_eq!(due(TermRule::DaysAfterMonth(30), "2026-01-15"), "2026-03-02");
    assert_eq!(due(TermRule::OfFollowingMonth(31), "2026-01-31"), "2026-02-28");
    assert_eq!(due(TermRule::OfFollowingMonth(20), "2026-12-05"), "2027-01-20");
    assert_eq!(due(TermRule::OfCurrentMonth(31), "2026-02-10"), "2026-02-28");
    assert_eq!(
        due(TermRule::OfCurrentMonth(5), "2026-02-10"),
        "2026-02-10",
        "never before the document"
    );
}

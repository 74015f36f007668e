//! What a bookkeeper relies on: what is proposed, what is never proposed, and why.

use proptest::prelude::*;
use tieout_domain::ObjectKind::{self, Account, Customer, Item, Term};
use tieout_domain::objects::AccountRole;

use super::*;

fn named(id: &str, name: &str) -> Candidate {
    Candidate {
        id: id.into(),
        name: name.into(),
        ..Candidate::default()
    }
}

fn list(side: &str, names: &[&str]) -> Vec<Candidate> {
    names
        .iter()
        .enumerate()
        .map(|(at, name)| named(&format!("{side}{at}"), name))
        .collect()
}

/// Best candidate and tier for the first left record.
fn first(kind: ObjectKind, lefts: &[Candidate], rights: &[Candidate]) -> (Option<String>, Tier) {
    let found = suggest(kind, lefts, rights, &[]).swap_remove(0);
    (
        found.candidates.first().map(|candidate| candidate.right.clone()),
        found.tier,
    )
}

#[test]
fn accents_legal_forms_and_signs_do_not_hide_a_partner() {
    let rights = list(
        "r",
        &[
            "Romero y tomillo",
            "Berglunds snabbköp",
            "Pavlova, Ltd.",
            "Karkki Oy",
            "Que Delícia",
        ],
    );
    for (name, partner) in [
        ("Berglunds Snabbkop", "r1"),
        ("Pavlova Limited", "r2"),
        ("Karkki", "r3"),
        ("QUE DELICIA", "r4"),
    ] {
        assert_eq!(
            first(Customer, &list("l", &[name]), &rights),
            (Some(partner.into()), Tier::Exact),
            "{name}"
        );
    }
}

#[test]
fn slips_word_order_and_shortenings_are_proposed_but_not_in_bulk() {
    let rights = list(
        "r",
        &[
            "Great Lakes Food Market",
            "Hungry Coyote Import Store",
            "Island Trading",
            "Lazy K Kountry Store",
        ],
    );
    for (name, partner) in [
        ("Great Lakes Food Markt", "r0"),
        ("Import Store Hungry Coyote", "r1"),
        ("Hungry Coyote Imp. Store", "r1"),
        ("Iland Trading", "r2"),
    ] {
        assert_eq!(
            first(Customer, &list("l", &[name]), &rights),
            (Some(partner.into()), Tier::Strong),
            "{name}"
        );
    }
}

#[test]
fn what_contradicts_is_never_exact() {
    let with = |id: &str, name: &str, city: &str, phone: &str| Candidate {
        city: Some(city.into()),
        phone: Some(phone.into()),
        ..named(id, name)
    };
    for (left, right) in [
        (named("l", "Store 12"), named("r", "Store 21")),
        (named("l", "Acme Ltd"), named("r", "Acme LLC")),
        (
            with("l", "Acme", "London", "171 5557788"),
            with("r", "Acme", "Berlin", "030 0074321"),
        ),
        (
            named("l", "Acme"),
            Candidate {
                inactive: true,
                ..named("r", "Acme")
            },
        ),
    ] {
        let found = suggest(Customer, &[left], &[right], &[]).swap_remove(0);
        assert_ne!(found.tier, Tier::Exact, "{found:?}");
        assert!(
            found
                .candidates
                .iter()
                .all(|candidate| !candidate.contradictions.is_empty()),
            "{found:?}"
        );
    }
}

#[test]
fn a_name_that_stands_twice_is_for_a_person_to_tell() {
    let twice = list("r", &["Acme", "ACME"]);
    assert_eq!(first(Customer, &list("l", &["Acme"]), &twice).1, Tier::Ambiguous);
}

#[test]
fn a_partner_of_somebody_else_is_listed_but_not_proposed() {
    let taken = [Candidate {
        linked: true,
        ..named("r0", "Acme")
    }];
    let found = suggest(Customer, &list("l", &["Acme"]), &taken, &[]).swap_remove(0);
    assert_eq!(found.tier, Tier::Ambiguous);
    assert_eq!(found.candidates[0].contradictions[0].code, ReasonCode::AlreadyLinked);
}

#[test]
fn what_was_learned_beats_every_score() {
    let rights = list("r", &["Acme", "Zebra Holdings"]);
    let alias = Alias {
        left_name: normal_name("ACME."),
        right: "r1".into(),
    };
    let found = suggest(Customer, &list("l", &["Acme"]), &rights, &[alias]).swap_remove(0);
    assert_eq!(
        (found.candidates[0].right.as_str(), found.candidates[0].score),
        ("r1", 1000)
    );
    assert_eq!(found.candidates[0].reasons[0].code, ReasonCode::Learned);
}

#[test]
fn one_item_is_proposed_to_one_item_only() {
    let found = suggest(Item, &list("l", &["Chai Tea", "Chai"]), &list("r", &["Chai"]), &[]);
    assert_eq!(
        (found[1].tier, found[1].candidates[0].right.as_str()),
        (Tier::Exact, "r0")
    );
    assert!(found[0].tier < Tier::Strong, "{found:?}");
}

#[test]
fn terms_match_by_what_they_mean() {
    let term = |id: &str, name: &str| Candidate {
        term: TermMeaning::read(name),
        ..named(id, name)
    };
    let rights = [
        term("r0", "30 days net"),
        term("r1", "60 days net"),
        term("r2", "2/10 net 30"),
        term("r3", "Cash on delivery"),
    ];
    for (name, partner, tier) in [
        ("Net 30", "r0", Tier::Exact),
        ("Net 60", "r1", Tier::Exact),
        ("2% 10 Net 30", "r2", Tier::Exact),
        ("Due on receipt", "r3", Tier::Strong),
    ] {
        assert_eq!(
            first(Term, &[term("l", name)], &rights),
            (Some(partner.into()), tier),
            "{name}"
        );
    }
    assert!(first(Term, &[term("l", "Net 45")], &rights).1 < Tier::Strong);
}

#[test]
fn accounts_match_by_words_of_the_trade_and_type() {
    let account = |id: &str, name: &str, role| Candidate {
        role: Some(role),
        ..named(id, name)
    };
    let rights = [
        account("r0", "Trade Debtors", AccountRole::Receivable),
        account("r1", "Trade Creditors", AccountRole::Payable),
        account("r2", "Stock on Hand", AccountRole::Inventory),
        account("r3", "Bank Fees", AccountRole::Expense),
        account("r4", "Advertising & Promotion", AccountRole::Expense),
    ];
    for (name, role, partner) in [
        ("Accounts Receivable (A/R)", AccountRole::Receivable, "r0"),
        ("Accounts Payable (A/P)", AccountRole::Payable, "r1"),
        ("Inventory Asset", AccountRole::Inventory, "r2"),
        ("Bank Charges", AccountRole::Expense, "r3"),
        ("Advertising", AccountRole::Expense, "r4"),
    ] {
        let (found, tier) = first(Account, &[account("l", name, role)], &rights);
        assert_eq!(found.as_deref(), Some(partner), "{name}");
        assert!(tier >= Tier::Possible, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn same_lists_same_answer_and_exact_pairs_are_one_to_one(
        lefts in prop::collection::vec("[ab]{1,3}( [abc]{1,3})?", 1..12),
        rights in prop::collection::vec("[ab]{1,3}( [abc]{1,3})?", 1..12),
    ) {
        let names = |names: &[String]| list("x", &names.iter().map(String::as_str).collect::<Vec<_>>());
        let (lefts, rights) = (names(&lefts), names(&rights));
        let found = suggest(Customer, &lefts, &rights, &[]);
        prop_assert_eq!(&found, &suggest(Customer, &lefts, &rights, &[]));
        let mut exact: Vec<_> = found.iter().filter(|one| one.tier == Tier::Exact).map(|one| &one.candidates[0].right).collect();
        let count = exact.len();
        exact.sort();
        exact.dedup();
        prop_assert_eq!(exact.len(), count);
    }
}

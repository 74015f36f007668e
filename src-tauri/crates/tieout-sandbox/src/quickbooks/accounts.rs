//! The vendor's account types and what each means to a bookkeeper.
//!
//! Not here: balances.
//! Invariant: every type maps to exactly one role; a type the table lacks is refused.

use serde_json::json;

use super::errors::{Answer, business, refuse, required};
use super::json::{Body, default, flag, ref_id, text};
use super::kinds::Kind;
use super::store::Company;
use crate::book::Role;

/// Type, classification, role, default subtype, and the subtypes that name it when the type is left out.
struct Row(&'static str, &'static str, Role, &'static str, &'static [&'static str]);

const TYPES: &[Row] = &[
    Row(
        "Bank",
        "Asset",
        Role::Bank,
        "CashOnHand",
        &[
            "CashOnHand",
            "Checking",
            "MoneyMarket",
            "RentsHeldInTrust",
            "Savings",
            "TrustAccounts",
        ],
    ),
    Row(
        "Accounts Receivable",
        "Asset",
        Role::Receivable,
        "AccountsReceivable",
        &["AccountsReceivable"],
    ),
    Row(
        "Other Current Asset",
        "Asset",
        Role::CurrentAsset,
        "EmployeeCashAdvances",
        &[
            "AllowanceForBadDebts",
            "EmployeeCashAdvances",
            "Inventory",
            "LoansToOfficers",
            "LoansToOthers",
            "OtherCurrentAssets",
            "PrepaidExpenses",
            "Retainage",
            "UndepositedFunds",
        ],
    ),
    Row(
        "Fixed Asset",
        "Asset",
        Role::FixedAsset,
        "FurnitureAndFixtures",
        &[
            "AccumulatedDepreciation",
            "Buildings",
            "FurnitureAndFixtures",
            "Land",
            "LeaseholdImprovements",
            "MachineryAndEquipment",
            "OtherFixedAssets",
            "Vehicles",
        ],
    ),
    Row(
        "Other Asset",
        "Asset",
        Role::OtherAsset,
        "SecurityDeposits",
        &[
            "Goodwill",
            "Licenses",
            "OrganizationalCosts",
            "OtherLongTermAssets",
            "SecurityDeposits",
        ],
    ),
    Row(
        "Accounts Payable",
        "Liability",
        Role::Payable,
        "AccountsPayable",
        &["AccountsPayable"],
    ),
    Row("Credit Card", "Liability", Role::Card, "CreditCard", &["CreditCard"]),
    Row(
        "Other Current Liability",
        "Liability",
        Role::CurrentLiability,
        "OtherCurrentLiabilities",
        &[
            "GlobalTaxPayable",
            "GlobalTaxSuspense",
            "LineOfCredit",
            "LoanPayable",
            "OtherCurrentLiabilities",
            "PayrollClearing",
            "PayrollTaxPayable",
            "SalesTaxPayable",
        ],
    ),
    Row(
        "Long Term Liability",
        "Liability",
        Role::LongTermLiability,
        "NotesPayable",
        &["NotesPayable", "OtherLongTermLiabilities", "ShareholderNotesPayable"],
    ),
    Row(
        "Equity",
        "Equity",
        Role::Equity,
        "OpeningBalanceEquity",
        &[
            "CommonStock",
            "OpeningBalanceEquity",
            "OwnersEquity",
            "PartnersEquity",
            "PaidInCapitalOrSurplus",
            "RetainedEarnings",
        ],
    ),
    Row(
        "Income",
        "Revenue",
        Role::Income,
        "ServiceFeeIncome",
        &[
            "DiscountsRefundsGiven",
            "NonProfitIncome",
            "OtherPrimaryIncome",
            "SalesOfProductIncome",
            "ServiceFeeIncome",
            "UnappliedCashPaymentIncome",
        ],
    ),
    Row(
        "Other Income",
        "Revenue",
        Role::OtherIncome,
        "OtherMiscellaneousIncome",
        &[
            "DividendIncome",
            "InterestEarned",
            "OtherInvestmentIncome",
            "OtherMiscellaneousIncome",
        ],
    ),
    Row(
        "Cost of Goods Sold",
        "Expense",
        Role::CostOfSales,
        "SuppliesMaterialsCogs",
        &[
            "CostOfLaborCos",
            "EquipmentRentalCos",
            "OtherCostsOfServiceCos",
            "ShippingFreightDeliveryCos",
            "SuppliesMaterialsCogs",
        ],
    ),
    Row(
        "Expense",
        "Expense",
        Role::Expense,
        "Travel",
        &[
            "AdvertisingPromotional",
            "Auto",
            "BadDebts",
            "BankCharges",
            "DuesSubscriptions",
            "Insurance",
            "InterestPaid",
            "LegalProfessionalFees",
            "OfficeGeneralAdministrativeExpenses",
            "PayrollExpenses",
            "RentOrLeaseOfBuildings",
            "RepairMaintenance",
            "SuppliesMaterials",
            "TaxesPaid",
            "Travel",
            "UnappliedCashBillPaymentExpense",
            "Utilities",
        ],
    ),
    Row(
        "Other Expense",
        "Expense",
        Role::OtherExpense,
        "OtherMiscellaneousExpense",
        &[
            "Amortization",
            "Depreciation",
            "ExchangeGainOrLoss",
            "OtherMiscellaneousExpense",
            "PenaltiesSettlements",
        ],
    ),
];

/// Accounts every company has exactly one of and that stand alone.
const ALONE: [&str; 4] = [
    "UndepositedFunds",
    "OpeningBalanceEquity",
    "RetainedEarnings",
    "ExchangeGainOrLoss",
];

/// The role of an account as stored.
#[must_use]
pub fn role(body: &Body) -> Role {
    if text(body, "AccountSubType") == "RetainedEarnings" {
        return Role::RetainedEarnings;
    }
    TYPES
        .iter()
        .find(|row| row.0 == text(body, "AccountType"))
        .map_or(Role::Expense, |row| row.2)
}

pub fn fill(company: &mut Company, body: &mut Body) -> Answer<()> {
    let name = text(body, "Name").trim().to_owned();
    if name.is_empty() {
        return Err(required("Name"));
    }
    if name.contains([':', '"']) {
        return Err(match company.switches.forbidden_character_code.as_str() {
            "6000" => business("Name contains a character that is not allowed."),
            _ => refuse("2040", &["Name"]).at("Name"),
        });
    }
    let (sent, sub) = (
        text(body, "AccountType").to_owned(),
        text(body, "AccountSubType").to_owned(),
    );
    let by_sub = || {
        TYPES
            .iter()
            .find(|row| !sub.is_empty() && row.4.contains(&sub.as_str()))
    };
    let row = if sent.is_empty() {
        by_sub()
    } else {
        TYPES.iter().find(|row| row.0 == sent)
    };
    let Some(row) = row else {
        return Err(refuse("6010", &[]));
    };
    let elsewhere = by_sub().filter(|own| own.0 != row.0 && company.switches.subtypes_grouped);
    if elsewhere.is_some() {
        return Err(refuse("6430", &[&format!("{sub} is no detail type of {}", row.0)]));
    }
    body.insert("AccountType".into(), json!(row.0));
    body.insert("Classification".into(), json!(row.1));
    default(body, "AccountSubType", json!(row.3));
    company.fill_active(body, "Name", Kind::Account)?;
    let shown = text(body, "Name").to_owned();
    let parent = company.resolve(Kind::Account, body, "ParentRef")?;
    let full = match parent.and_then(|id| company.get(Kind::Account, id)) {
        None => shown,
        Some(record) => {
            if text(&record.body, "AccountType") != row.0 {
                return Err(business("The parent account must have the same type."));
            }
            if ALONE.contains(&text(&record.body, "AccountSubType")) || ALONE.contains(&text(body, "AccountSubType")) {
                return Err(business("This account cannot have or be a sub-account."));
            }
            format!("{}:{shown}", text(&record.body, "FullyQualifiedName"))
        }
    };
    if full.matches(':').count() >= 5 {
        return Err(refuse("6180", &[]));
    }
    body.insert("FullyQualifiedName".into(), json!(full));
    body.insert("SubAccount".into(), json!(parent.is_some()));
    if !body.contains_key("CurrencyRef") {
        let home = company.home_currency();
        let name = if home == "USD" {
            "United States Dollar".to_owned()
        } else {
            home.clone()
        };
        body.insert("CurrencyRef".into(), json!({"value": home, "name": name}));
    }
    Ok(())
}

/// Items point at accounts of certain types only.
pub fn check_item(company: &Company, body: &Body, kind: &str) -> Answer<()> {
    let account = |member: &str| {
        ref_id(body, member)
            .and_then(|id| company.get(Kind::Account, id))
            .map(|row| &row.body)
    };
    let wrong = |member: &str, types: &[&str]| {
        account(member).is_some_and(|account| !types.contains(&text(account, "AccountType")))
    };
    if kind == "Category" {
        return Ok(());
    }
    if wrong("IncomeAccountRef", &["Income", "Other Income"]) {
        return Err(business(
            "When you create an item, the income account must be an income account.",
        ));
    }
    if kind != "Inventory" {
        let bare = account("IncomeAccountRef").is_none() && account("ExpenseAccountRef").is_none();
        return if bare {
            Err(required("IncomeAccountRef"))
        } else {
            Ok(())
        };
    }
    for member in ["IncomeAccountRef", "AssetAccountRef", "ExpenseAccountRef"] {
        if account(member).is_none() {
            return Err(required(member));
        }
    }
    for member in ["QtyOnHand", "InvStartDate"] {
        if !body.contains_key(member) {
            return Err(required(member));
        }
    }
    let detail = |member: &str, sub: &str| account(member).is_some_and(|row| text(row, "AccountSubType") == sub);
    let right = detail("IncomeAccountRef", "SalesOfProductIncome")
        && detail("AssetAccountRef", "Inventory")
        && detail("ExpenseAccountRef", "SuppliesMaterialsCogs")
        && flag(body.get("TrackQtyOnHand"));
    if right {
        Ok(())
    } else {
        Err(refuse(
            "6430",
            &["an inventory item needs its three inventory accounts"],
        ))
    }
}

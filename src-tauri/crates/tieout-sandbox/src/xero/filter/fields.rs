//! Which fields each kind may be filtered and ordered by.
//!
//! Not here: their values (`run`).
//! Invariant: names are compared without case.

use super::super::kinds::Kind;

const DOCUMENT: &[&str] = &[
    "Type",
    "Status",
    "Date",
    "DueDate",
    "LineAmountTypes",
    "Reference",
    "BrandingThemeID",
    "CurrencyCode",
    "CurrencyRate",
    "SentToContact",
    "SubTotal",
    "TotalTax",
    "Total",
    "UpdatedDateUTC",
    "HasAttachments",
    "Contact.ContactID",
    "Contact.Name",
    "Contact.ContactNumber",
    "Contact.EmailAddress",
];

/// The fields that only one kind has.
const OWN: [(Kind, &[&str]); 17] = [
    (
        Kind::Invoice,
        &[
            "InvoiceID",
            "InvoiceNumber",
            "AmountDue",
            "AmountPaid",
            "AmountCredited",
            "ExpectedPaymentDate",
            "PlannedPaymentDate",
            "FullyPaidOnDate",
            "IsDiscounted",
            "Url",
        ],
    ),
    (
        Kind::CreditNote,
        &["CreditNoteID", "CreditNoteNumber", "RemainingCredit"],
    ),
    (Kind::Overpayment, &["OverpaymentID", "RemainingCredit"]),
    (Kind::Prepayment, &["PrepaymentID", "RemainingCredit"]),
    (
        Kind::BankTransaction,
        &[
            "BankTransactionID",
            "IsReconciled",
            "BankAccount.AccountID",
            "BankAccount.Code",
            "BankAccount.Name",
        ],
    ),
    (
        Kind::PurchaseOrder,
        &["PurchaseOrderID", "PurchaseOrderNumber", "DeliveryDate"],
    ),
    (
        Kind::Payment,
        &[
            "PaymentID",
            "PaymentType",
            "Status",
            "Date",
            "Amount",
            "Reference",
            "IsReconciled",
            "UpdatedDateUTC",
            "Account.AccountID",
            "Account.Code",
            "Invoice.InvoiceID",
            "Invoice.InvoiceNumber",
            "Invoice.Type",
            "Invoice.Contact.ContactID",
            "CreditNote.CreditNoteID",
            "Overpayment.OverpaymentID",
            "Prepayment.PrepaymentID",
        ],
    ),
    (
        Kind::ManualJournal,
        &[
            "ManualJournalID",
            "Narration",
            "Date",
            "Status",
            "UpdatedDateUTC",
            "Url",
        ],
    ),
    (
        Kind::Contact,
        &[
            "ContactID",
            "ContactNumber",
            "AccountNumber",
            "ContactStatus",
            "Name",
            "FirstName",
            "LastName",
            "CompanyNumber",
            "EmailAddress",
            "TaxNumber",
            "IsCustomer",
            "IsSupplier",
            "DefaultCurrency",
            "UpdatedDateUTC",
        ],
    ),
    (
        Kind::Item,
        &[
            "ItemID",
            "Code",
            "Name",
            "Description",
            "IsSold",
            "IsPurchased",
            "IsTrackedAsInventory",
            "UpdatedDateUTC",
            "SalesDetails.UnitPrice",
            "SalesDetails.AccountCode",
            "PurchaseDetails.UnitPrice",
        ],
    ),
    (
        Kind::Account,
        &[
            "AccountID",
            "Code",
            "Name",
            "Type",
            "Class",
            "Status",
            "SystemAccount",
            "TaxType",
            "BankAccountNumber",
            "EnablePaymentsToAccount",
            "UpdatedDateUTC",
        ],
    ),
    (
        Kind::TaxRate,
        &["TaxType", "Name", "Status", "EffectiveRate", "DisplayTaxRate"],
    ),
    (Kind::TrackingCategory, &["TrackingCategoryID", "Name", "Status"]),
    (Kind::ContactGroup, &["ContactGroupID", "Name", "Status"]),
    (Kind::Currency, &["Code", "Description"]),
    (
        Kind::User,
        &["UserID", "EmailAddress", "FirstName", "LastName", "UpdatedDateUTC"],
    ),
    (Kind::BrandingTheme, &["BrandingThemeID", "Name"]),
];

/// Whether a kind can be filtered by a field.
#[must_use]
pub fn is_field(kind: Kind, name: &str) -> bool {
    let document = matches!(
        kind,
        Kind::Invoice
            | Kind::CreditNote
            | Kind::Overpayment
            | Kind::Prepayment
            | Kind::BankTransaction
            | Kind::PurchaseOrder
    );
    let shared = DOCUMENT.iter().filter(|_| document);
    let own = OWN
        .iter()
        .find(|(of, _)| *of == kind)
        .map_or(&[][..], |(_, fields)| *fields);
    let mut fields = own.iter().chain(shared);
    fields.any(|field| field.eq_ignore_ascii_case(name))
}

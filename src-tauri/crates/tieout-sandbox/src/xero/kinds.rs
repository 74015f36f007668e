//! The kinds of records and what each is called.
//!
//! Not here: their members and rules.
//! Invariant: a kind's plural is its address, its list member and nothing else's.

/// A kind of record that has an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Account,
    BankTransaction,
    BrandingTheme,
    Contact,
    ContactGroup,
    CreditNote,
    Currency,
    Invoice,
    Item,
    ManualJournal,
    Overpayment,
    Payment,
    Prepayment,
    PurchaseOrder,
    TaxRate,
    TrackingCategory,
    User,
}

impl Kind {
    pub const ALL: [Self; 17] = [
        Self::Account,
        Self::BankTransaction,
        Self::BrandingTheme,
        Self::Contact,
        Self::ContactGroup,
        Self::CreditNote,
        Self::Currency,
        Self::Invoice,
        Self::Item,
        Self::ManualJournal,
        Self::Overpayment,
        Self::Payment,
        Self::Prepayment,
        Self::PurchaseOrder,
        Self::TaxRate,
        Self::TrackingCategory,
        Self::User,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::BankTransaction => "BankTransaction",
            Self::BrandingTheme => "BrandingTheme",
            Self::Contact => "Contact",
            Self::ContactGroup => "ContactGroup",
            Self::CreditNote => "CreditNote",
            Self::Currency => "Currency",
            Self::Invoice => "Invoice",
            Self::Item => "Item",
            Self::ManualJournal => "ManualJournal",
            Self::Overpayment => "Overpayment",
            Self::Payment => "Payment",
            Self::Prepayment => "Prepayment",
            Self::PurchaseOrder => "PurchaseOrder",
            Self::TaxRate => "TaxRate",
            Self::TrackingCategory => "TrackingCategory",
            Self::User => "User",
        }
    }

    /// Its address below the API's base and the list member of its answers.
    #[must_use]
    pub fn plural(self) -> String {
        match self {
            Self::Currency => "Currencies".to_owned(),
            Self::TrackingCategory => "TrackingCategories".to_owned(),
            other => format!("{}s", other.name()),
        }
    }

    #[must_use]
    pub fn find(plural: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.plural().eq_ignore_ascii_case(plural))
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The member that holds the id.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::TaxRate => "TaxType".to_owned(),
            Self::Currency => "Code".to_owned(),
            other => format!("{}ID", other.name()),
        }
    }

    /// Whether the id is a word and not a UUID.
    #[must_use]
    pub const fn has_word_id(self) -> bool {
        matches!(self, Self::TaxRate | Self::Currency)
    }

    /// A second member by which one record is found, in addresses too.
    #[must_use]
    pub const fn number(self) -> Option<&'static str> {
        match self {
            Self::Contact => Some("ContactNumber"),
            Self::CreditNote => Some("CreditNoteNumber"),
            Self::Invoice => Some("InvoiceNumber"),
            Self::Item | Self::Account => Some("Code"),
            Self::PurchaseOrder => Some("PurchaseOrderNumber"),
            _ => None,
        }
    }

    /// The member that people know a record by.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Item => "Code",
            Self::Invoice => "InvoiceNumber",
            Self::CreditNote => "CreditNoteNumber",
            Self::PurchaseOrder => "PurchaseOrderNumber",
            Self::BankTransaction | Self::Payment | Self::Overpayment | Self::Prepayment => "Reference",
            Self::ManualJournal => "Narration",
            Self::Currency => "Description",
            Self::User => "EmailAddress",
            _ => "Name",
        }
    }

    /// Whether its lists come in pages.
    #[must_use]
    pub const fn is_paged(self) -> bool {
        matches!(
            self,
            Self::BankTransaction
                | Self::Contact
                | Self::CreditNote
                | Self::Invoice
                | Self::ManualJournal
                | Self::Overpayment
                | Self::Payment
                | Self::Prepayment
                | Self::PurchaseOrder
        )
    }

    /// Whether it may post to the book.
    #[must_use]
    pub const fn is_txn(self) -> bool {
        matches!(
            self,
            Self::BankTransaction
                | Self::CreditNote
                | Self::Invoice
                | Self::ManualJournal
                | Self::Overpayment
                | Self::Payment
                | Self::Prepayment
                | Self::PurchaseOrder
        )
    }

    /// Whether requests may ask for what changed since a time.
    #[must_use]
    pub const fn is_incremental(self) -> bool {
        !matches!(
            self,
            Self::TaxRate | Self::TrackingCategory | Self::Currency | Self::BrandingTheme | Self::ContactGroup
        )
    }

    /// Whether each request writes one record only.
    #[must_use]
    pub const fn one_per_request(self) -> bool {
        matches!(
            self,
            Self::Account | Self::TaxRate | Self::TrackingCategory | Self::Currency
        )
    }

    /// Whether its records have history and notes.
    #[must_use]
    pub const fn has_history(self) -> bool {
        self.is_txn() || matches!(self, Self::Contact | Self::Item)
    }

    /// Whether files can be attached to its records.
    #[must_use]
    pub const fn has_files(self) -> bool {
        matches!(
            self,
            Self::Account
                | Self::BankTransaction
                | Self::Contact
                | Self::CreditNote
                | Self::Invoice
                | Self::ManualJournal
                | Self::PurchaseOrder
        )
    }

    /// Whether it can be had as a PDF.
    #[must_use]
    pub const fn has_pdf(self) -> bool {
        matches!(self, Self::Invoice | Self::CreditNote | Self::PurchaseOrder)
    }
}

//! The entities this face serves, as data.
//!
//! Not here: their members (`members`) and rules (`write`).
//! Invariant: the path name is the entity name in lower case.

/// Ids are counted per space: customers and vendors share one, all transactions another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    Party,
    Txn,
    Own(Kind),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Account,
    Attachable,
    Bill,
    BillPayment,
    Class,
    CreditMemo,
    Customer,
    Department,
    Employee,
    Estimate,
    Invoice,
    Item,
    JournalEntry,
    Payment,
    PaymentMethod,
    PurchaseOrder,
    SalesReceipt,
    TaxAgency,
    TaxCode,
    TaxRate,
    Term,
    Vendor,
}

impl Kind {
    pub const ALL: [Self; 22] = [
        Self::Account,
        Self::Attachable,
        Self::Bill,
        Self::BillPayment,
        Self::Class,
        Self::CreditMemo,
        Self::Customer,
        Self::Department,
        Self::Employee,
        Self::Estimate,
        Self::Invoice,
        Self::Item,
        Self::JournalEntry,
        Self::Payment,
        Self::PaymentMethod,
        Self::PurchaseOrder,
        Self::SalesReceipt,
        Self::TaxAgency,
        Self::TaxCode,
        Self::TaxRate,
        Self::Term,
        Self::Vendor,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Attachable => "Attachable",
            Self::Bill => "Bill",
            Self::BillPayment => "BillPayment",
            Self::Class => "Class",
            Self::CreditMemo => "CreditMemo",
            Self::Customer => "Customer",
            Self::Department => "Department",
            Self::Employee => "Employee",
            Self::Estimate => "Estimate",
            Self::Invoice => "Invoice",
            Self::Item => "Item",
            Self::JournalEntry => "JournalEntry",
            Self::Payment => "Payment",
            Self::PaymentMethod => "PaymentMethod",
            Self::PurchaseOrder => "PurchaseOrder",
            Self::SalesReceipt => "SalesReceipt",
            Self::TaxAgency => "TaxAgency",
            Self::TaxCode => "TaxCode",
            Self::TaxRate => "TaxRate",
            Self::Term => "Term",
            Self::Vendor => "Vendor",
        }
    }

    /// Finds an entity by its name in any case.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    #[must_use]
    pub const fn space(self) -> Space {
        match self {
            Self::Customer | Self::Vendor | Self::Employee => Space::Party,
            other if other.is_txn() => Space::Txn,
            other => Space::Own(other),
        }
    }

    #[must_use]
    pub const fn is_txn(self) -> bool {
        matches!(
            self,
            Self::Bill
                | Self::BillPayment
                | Self::CreditMemo
                | Self::Estimate
                | Self::Invoice
                | Self::JournalEntry
                | Self::Payment
                | Self::PurchaseOrder
                | Self::SalesReceipt
        )
    }

    #[must_use]
    pub const fn is_deletable(self) -> bool {
        self.is_txn() || matches!(self, Self::Attachable)
    }

    #[must_use]
    pub const fn is_sale(self) -> bool {
        matches!(
            self,
            Self::Invoice | Self::CreditMemo | Self::SalesReceipt | Self::Estimate
        )
    }

    /// Documents that come as a PDF.
    #[must_use]
    pub const fn is_printed(self) -> bool {
        self.is_sale() || matches!(self, Self::Payment | Self::PurchaseOrder)
    }

    /// The member by which people know a record.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Customer | Self::Vendor | Self::Employee | Self::TaxAgency => "DisplayName",
            Self::Attachable => "FileName",
            other if other.is_txn() => "DocNumber",
            _ => "Name",
        }
    }

    /// First id of a space in an empty company; some real ones are very long.
    #[must_use]
    pub const fn first_id(self) -> u64 {
        match self {
            Self::Attachable => 5_000_000_000_000_000_001,
            Self::Class => 5_000_000_000_000_001_001,
            _ => 1,
        }
    }

    /// Lists that are read but not written through the entity's own address.
    #[must_use]
    pub const fn is_read_only(self) -> bool {
        matches!(self, Self::TaxCode | Self::TaxRate)
    }
}

/// Entities that exist at the vendor and are empty here.
pub const UNSERVED: [&str; 14] = [
    "Deposit",
    "Purchase",
    "VendorCredit",
    "RefundReceipt",
    "Transfer",
    "TimeActivity",
    "CompanyCurrency",
    "Budget",
    "JournalCode",
    "ReimburseCharge",
    "CreditCardPayment",
    "InventoryAdjustment",
    "RecurringTransaction",
    "CustomerType",
];

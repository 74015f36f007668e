//! What can go wrong with a client file. Not here: sentences. Invariant: each maps to a `Failure` a person can act on.

use tieout_domain::{ErrorCode, Failure, Recovery};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the client file is already open in another window or program")]
    InUse,
    #[error("the client file was made by a newer Tieout (file {found}, program {known})")]
    Newer { found: usize, known: usize },
    #[error("the client file is damaged: {0}")]
    Damaged(String),
    #[error("the disk is full")]
    DiskFull,
    #[error("client files must be on a disk of this computer, not on {0}")]
    OnShare(String),
    #[error("{0} was not found")]
    NotFound(String),
    #[error("a stored value cannot be read: {0}")]
    Value(String),
    #[error("not allowed now: {0}")]
    Illegal(String),
    /// The work inside a transaction refused it with a reason for people; everything is rolled back.
    #[error("refused: {0}")]
    Refused(Box<Failure>),
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    #[error(transparent)]
    Io(std::io::Error),
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        // The words of the triggers that guard the hashes of rows.
        if let rusqlite::Error::SqliteFailure(_, Some(words)) = &error
            && let Some(why) = words.strip_prefix("damaged: ")
        {
            return Self::Damaged(why.to_owned());
        }
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::DiskFull,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(error.to_string()),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::InUse,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Value(error.to_string())
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        Self::Refused(Box::new(failure))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if let StoreError::Refused(failure) = error {
            return *failure;
        }
        let words = error.to_string();
        let (code, recovery) = match error {
            StoreError::InUse => (ErrorCode::ClientFileInUse, Recovery::ReadHelp),
            StoreError::Newer { .. } => (ErrorCode::ClientFileNewer, Recovery::ReadHelp),
            StoreError::Damaged(_) => (ErrorCode::ClientFileDamaged, Recovery::ReadHelp),
            StoreError::OnShare(_) => (ErrorCode::ClientFileOnShare, Recovery::ReadHelp),
            StoreError::DiskFull => (ErrorCode::DiskFull, Recovery::Wait),
            StoreError::NotFound(_) => (ErrorCode::NotFound, Recovery::ReadHelp),
            StoreError::Illegal(_) => (ErrorCode::InvalidInput, Recovery::ReadHelp),
            StoreError::Value(_) | StoreError::Sqlite(_) | StoreError::Io(_) | StoreError::Refused(_) => {
                (ErrorCode::Internal, Recovery::ReadHelp)
            }
        };
        Self::new(code, recovery).context(words)
    }
}

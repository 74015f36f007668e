//! Opening a client file, and the two ways to use it: read and write.
//!
//! Not here: what is in it (`table`). Invariant: a live file is locked for as long as it is open, and is on the newest schema.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::backup::Backup;
use crate::{StoreError, backup, integrity, place};

/// A read-only view of one moment.
pub type Reader<'a> = Transaction<'a>;
/// The one write transaction.
pub type Writer<'a> = Transaction<'a>;

const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../migrations/01-client-file/up.sql")),
    M::up(include_str!("../migrations/02-create-and-reject/up.sql")),
    M::up(include_str!("../migrations/03-row-hash/up.sql")),
    M::up(include_str!("../migrations/04-make-inactive/up.sql")),
    M::up(include_str!("../migrations/05-report-mail/up.sql")),
    M::up(include_str!("../migrations/06-move-between-ledgers/up.sql")),
    M::up(include_str!("../migrations/07-write-back/up.sql")),
    M::up(include_str!("../migrations/08-source-row/up.sql")),
];

/// The first version with the fix of the WAL-reset fault.
const SQLITE_MIN: i32 = 3_051_003;

/// The first schema whose rows carry hashes.
const HASHED_SINCE: i64 = 3;

/// Up to this size a look for damage at every opening costs less than anybody notices.
const SMALL_BYTES: u64 = 64 * 1024 * 1024;

/// How long one look at the lock may take, and how many an opener waits for.
const LOOK: std::time::Duration = std::time::Duration::from_millis(20);
const LOOKS_MAX: u32 = 5;

/// An open client file. Calls block; keep them off the async threads.
pub struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    _lock: std::fs::File,
}

impl Store {
    /// Opens or creates the file at `path` and brings it to the newest schema.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        place::refuse_shares(path)?;
        if rusqlite::version_number() < SQLITE_MIN {
            return Err(StoreError::Illegal(format!(
                "SQLite {} is too old",
                rusqlite::version()
            )));
        }
        let lock = lock(path)?;
        let writer = match connect_and_check(path) {
            // Kept for salvage; the lock is ours, so nobody else has the file open.
            Err(StoreError::Damaged(why)) => {
                let aside = place::move_aside(path)?;
                return Err(StoreError::Damaged(format!("{why}; kept as {}", aside.display())));
            }
            connected => connected?,
        };
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            _lock: lock,
        })
    }

    /// Moves the file of an open store aside, when damage shows only after it was opened.
    pub fn set_aside(self) -> Result<PathBuf, StoreError> {
        let Self {
            path,
            writer,
            readers,
            _lock,
        } = self;
        // SQLite lets go of the file first; our lock stays until it has its new name.
        drop((writer, readers));
        place::move_aside(&path)
    }

    /// The newest sound backup of a client file that was damaged and moved aside; `None` while there is a file.
    pub fn restorable(path: &Path) -> Option<Backup> {
        let lost = !path.exists() && place::was_set_aside(path);
        if lost { backup::newest(path) } else { None }
    }

    /// Puts a backup in the place of a file that was moved aside.
    pub fn restore(path: &Path, backup: &Backup) -> Result<(), StoreError> {
        let _lock = lock(path)?;
        backup::put_back(backup, path)
    }

    /// Whose books a file holds, without opening it for work; `None` when it cannot be told.
    pub fn peek(path: &Path) -> Option<crate::table::client::ClientRow> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).ok()?;
        let view = connection.transaction().ok()?;
        crate::table::client::get(&view).ok().flatten()
    }

    /// Reads a file that is not open here, as it is: nothing is migrated, checked for damage or written, and nobody is kept from
    /// opening it. `None`: it is of an earlier version, whose tables this program does not read. `InUse`: somebody works with it.
    pub fn look<T>(
        path: &Path,
        work: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        if is_locked(path)? {
            return Err(StoreError::InUse);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(1))?;
        crate::fold::register(&connection)?;
        integrity::register(&connection)?;
        let view = connection.transaction()?;
        match known_version(&view)?.cmp(&MIGRATIONS.len()) {
            std::cmp::Ordering::Less => Ok(None),
            std::cmp::Ordering::Equal => work(&view).map(Some),
            std::cmp::Ordering::Greater => Err(newer(known_version(&view)?)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Copies the file as it is at this moment into the folder of backups, and keeps the newest and the first of each month.
    pub fn backup(&self, now: tieout_domain::Instant) -> Result<PathBuf, StoreError> {
        let pooled = held(&self.readers).pop();
        let connection = pooled.map_or_else(|| connect(&self.path), Ok)?;
        let done = backup::make(&connection, &self.path, now);
        held(&self.readers).push(connection);
        done
    }

    /// Runs `work` in the one write transaction and commits it; an error rolls everything back.
    pub fn write<T>(&self, work: impl FnOnce(&Writer<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = held(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// Runs `work` on a consistent view of one moment, beside the writer.
    pub fn read<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let pooled = held(&self.readers).pop();
        let mut connection = pooled.map_or_else(|| connect(&self.path), Ok)?;
        let result = connection
            .transaction()
            .map_err(StoreError::from)
            .and_then(|view| work(&view));
        held(&self.readers).push(connection);
        result
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside a transaction rolled it back, so the connection itself is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An operating-system lock beside the file, freed even by `kill -9`; never a PID file.
fn lock(path: &Path) -> Result<std::fs::File, StoreError> {
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(place::side_file(path, ".lock"))?;
    for _ in 0..LOOKS_MAX {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            // Somebody who only looks whether the file is open lets go at once (`is_locked`).
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(LOOK),
            Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(StoreError::InUse)
}

/// Whether somebody has the file open for work. Lookers share their lock with each other.
fn is_locked(path: &Path) -> Result<bool, StoreError> {
    let Ok(file) = std::fs::File::open(place::side_file(path, ".lock")) else {
        return Ok(false);
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(std::fs::TryLockError::WouldBlock) => Ok(true),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768;",
    )?;
    crate::fold::register(&connection)?;
    integrity::register(&connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Connects, looks for damage, and brings the schema up to date. Large files are looked at only after an unclean end.
fn connect_and_check(path: &Path) -> Result<Connection, StoreError> {
    let small = path.metadata().is_ok_and(|file| file.len() <= SMALL_BYTES);
    let unclean = small || place::side_file(path, "-wal").metadata().is_ok_and(|wal| wal.len() > 0);
    let mut connection = connect(path)?;
    if unclean {
        quick_check(&connection)?;
    }
    migrate(&mut connection, path)?;
    integrity::verify(&connection.transaction()?)?;
    Ok(connection)
}

pub(crate) fn quick_check(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::Damaged(verdict))
    }
}

/// Whether a backup can be opened and is of a version this program knows. Nothing is written beside it.
pub(crate) fn is_sound(path: &Path) -> bool {
    let look = || -> Result<bool, StoreError> {
        // Without "immutable", reading a file in WAL mode would leave side files among the backups.
        let mut address = path.to_string_lossy().replace('\\', "/");
        for (plain, escaped) in [('%', "%25"), ('?', "%3f"), ('#', "%23")] {
            address = address.replace(plain, escaped);
        }
        let slash = if address.starts_with('/') { "" } else { "/" };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut copy = Connection::open_with_flags(format!("file://{slash}{address}?immutable=1"), flags)?;
        quick_check(&copy)?;
        let version: i64 = copy.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let known = usize::try_from(version).is_ok_and(|version| version > 0 && version <= MIGRATIONS.len());
        integrity::register(&copy)?;
        let view = copy.transaction()?;
        if version >= HASHED_SINCE {
            integrity::verify(&view)?;
        }
        Ok(known && crate::table::client::get(&view)?.is_some())
    };
    look().unwrap_or(false)
}

fn known_version(connection: &Connection) -> Result<usize, StoreError> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(version).map_err(|_| StoreError::Damaged(format!("schema version {version}")))
}

const fn newer(found: usize) -> StoreError {
    StoreError::Newer {
        found,
        known: MIGRATIONS.len(),
    }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let found = known_version(connection)?;
    if found > MIGRATIONS.len() {
        return Err(newer(found));
    }
    if found > 0 && found < MIGRATIONS.len() {
        backup::before_migration(connection, path, found)?;
    }
    Migrations::from_slice(MIGRATIONS)
        .to_latest(connection)
        .map_err(|error| StoreError::Damaged(format!("migration failed: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_once_at_a_time_and_on_the_newest_schema() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        let store = Store::open(&path).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::InUse)));
        let version: i64 = store
            .read(|view| Ok(view.query_row("PRAGMA user_version", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(usize::try_from(version).unwrap(), MIGRATIONS.len());
        drop(store);
        assert!(Store::open(&path).is_ok());
    }

    #[test]
    fn a_file_of_the_first_schema_keeps_its_links_and_decisions() {
        use crate::table::link::{self, Decided, LinkRow};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        let mut old = connect(&path).unwrap();
        Migrations::from_slice(&MIGRATIONS[..1]).to_latest(&mut old).unwrap();
        old.execute_batch(
            "INSERT INTO link (id, book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, decided_at, decided_by)
             VALUES (3, 'q:1', 'customer', '1', 'A', 'linked', NULL, 'pushed', 'h', '2026-03-01T10:00:00Z', 'ann'),
                    (7, 'q:1', 'customer', '2', NULL, 'ignored', 'old', 'user', NULL, '2026-03-01T10:00:00Z', 'ann');
             INSERT INTO decision (words, before, after, decided_at) VALUES ('{}', '[]', '[]', '2026-03-01T10:00:00Z');",
        )
        .unwrap();
        drop(old);
        let store = Store::open(&path).unwrap();
        let rows = store
            .read(|view| link::list(view, &"q:1".into(), tieout_domain::ObjectKind::Customer))
            .unwrap();
        let short = |row: &LinkRow| {
            (
                row.state,
                row.ledger_id.clone(),
                row.source_id.clone(),
                row.base_hash.clone(),
            )
        };
        assert_eq!(
            rows.iter().map(short).collect::<Vec<_>>(),
            [
                (Decided::Linked, Some("1".into()), Some("A".into()), Some("h".into())),
                (Decided::Ignored, Some("2".into()), None, None),
            ]
        );
        assert!(
            store.write(|writer| link::insert(writer, &rows[0])).is_err(),
            "still tied once only"
        );
        let undo = store.read(crate::table::decision::to_undo).unwrap();
        assert!(undo.is_some(), "what could be undone still can");
    }

    #[test]
    fn the_ledger_of_an_old_file_becomes_its_current_one_with_runs_and_tiles() {
        use crate::table::{connection, run};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        let mut old = connect(&path).unwrap();
        Migrations::from_slice(&MIGRATIONS[..4]).to_latest(&mut old).unwrap();
        old.execute_batch(
            "INSERT INTO connection (side, system, settings, book_id, state, secrets_key, created_at)
             VALUES ('ledger', 'practice', '{}', 'q:1', 'removed', 'k', '2026-03-01T10:00:00Z');
             INSERT INTO run (action, state, progress, started_by, started_at, ended_at)
             VALUES ('push', 'completed', '{}', 'ann', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z');
             INSERT INTO mirror (side, kind, remote_id, active, name, object, object_hash, raw, first_seen_at, last_seen_at)
             VALUES ('ledger', 'customer', '7', 1, 'Acme', '{}', 'h', 'raw', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z');
             INSERT INTO outbox (book_id, kind, source_id, operation, marker, revision, name, source_hash, state, staged_at)
             VALUES ('q:1', 'invoice', 'A', 'create', 'TO1', 1, 'INV-1', 'h', 'staged', '2026-03-01T10:00:00Z');",
        )
        .unwrap();
        drop(old);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.read(connection::book).unwrap(), Some("q:1".into()));
        assert!(store.read(|view| run::last(view, None)).unwrap().is_some());
        let tiles =
            |store: &Store| store.read(|view| Ok(crate::query::tiles::tiles(view, &"q:1".into())?.tiles.pre_sync));
        assert_eq!(tiles(&store).unwrap(), 1);
        let more = "INSERT INTO outbox (book_id, kind, source_id, operation, marker, revision, name, source_hash, state, staged_at)
             VALUES ('x:2', 'invoice', 'A', 'create', 'TO2', 1, 'INV-1', 'h', 'staged', '2026-03-01T10:00:00Z')";
        store.write(|writer| Ok(writer.execute_batch(more)?)).unwrap();
        assert_eq!(
            tiles(&store).unwrap(),
            1,
            "another ledger's entries are not counted along"
        );
        let kept: i64 = store
            .read(|view| {
                Ok(
                    view.query_row("SELECT count(*) FROM mirror WHERE side = 'ledger'", [], |row| {
                        row.get(0)
                    })?,
                )
            })
            .unwrap();
        assert_eq!(kept, 1);
    }

    #[test]
    fn a_file_of_the_sixth_schema_keeps_its_plans_as_plans_for_the_ledger() {
        use crate::table::plan::{self, PlanAction};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        let mut old = connect(&path).unwrap();
        Migrations::from_slice(&MIGRATIONS[..6]).to_latest(&mut old).unwrap();
        old.execute_batch(
            "INSERT INTO plan (id, step, state, hash, made_at) VALUES (5, 'lists', 'open', 'h', '2026-03-01T10:00:00Z');
             INSERT INTO plan_entry (id, plan_id, position, action, kind, source_id, ledger_id, name, changes, notes, failures, ticked)
             VALUES (9, 5, 0, 'update', 'customer', 'A', '1', 'Acme', '[]', '[]', '[]', 1);",
        )
        .unwrap();
        drop(old);
        let store = Store::open(&path).unwrap();
        let rows = store
            .read(|view| plan::entries(view, tieout_domain::PlanId(5)))
            .unwrap();
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        let entry = &row.entry;
        assert_eq!((row.id, entry.action, entry.ticked), (9, PlanAction::Update, true));
        assert_eq!(
            (entry.source_id.clone(), entry.ledger_id.clone()),
            (Some("A".into()), Some("1".into()))
        );
        assert_eq!(
            (entry.target, entry.wins, entry.conflict),
            (tieout_domain::Side::Ledger, None, false)
        );
    }

    #[test]
    fn a_damaged_file_is_moved_aside_and_never_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        std::fs::write(&path, [7u8; 8192]).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Damaged(_))));
        assert!(!path.exists());
        let kept = folder.path().join("client.tieout.damaged-1");
        assert_eq!(std::fs::read(kept).unwrap(), [7u8; 8192]);
    }

    #[test]
    fn a_page_overwritten_in_the_middle_is_found_and_the_newest_sound_backup_takes_its_place() {
        use std::io::{Seek, SeekFrom, Write};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        let store = Store::open(&path).unwrap();
        let row = crate::table::client::ClientRow {
            uid: "u".into(),
            name: "Anna's Boats".into(),
            practice: false,
            created_at: "2026-03-01T10:00:00Z".parse().unwrap(),
        };
        store
            .write(|writer| crate::table::client::insert(writer, &row))
            .unwrap();
        store.backup("2026-03-01T10:00:00Z".parse().unwrap()).unwrap();
        let newest = store.backup("2026-03-02T10:00:00Z".parse().unwrap()).unwrap();
        drop(store);
        assert_eq!(Store::restorable(&path), None);
        let size = path.metadata().unwrap().len();
        let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(4096)).unwrap();
        file.write_all(&vec![0xA5; usize::try_from(size - 4096).unwrap()])
            .unwrap();
        drop(file);
        assert!(matches!(Store::open(&path), Err(StoreError::Damaged(_))));
        // The newest backup is damaged as well: the one before it is offered.
        std::fs::write(newest, b"no database").unwrap();
        let backup = Store::restorable(&path).unwrap();
        assert_eq!(backup.at, Some("2026-03-01T10:00:00Z".parse().unwrap()));
        Store::restore(&path, &backup).unwrap();
        assert_eq!(Store::restorable(&path), None);
        let store = Store::open(&path).unwrap();
        let name = store
            .read(|view| Ok(crate::table::client::get(view)?.unwrap().name))
            .unwrap();
        assert_eq!(name, "Anna's Boats");
        let kept = std::fs::read_dir(folder.path().join("backups")).unwrap().count();
        assert_eq!(kept, 2);
        assert!(folder.path().join("client.tieout.damaged-1").exists());
    }

    #[test]
    fn a_file_can_be_looked_at_unless_somebody_works_with_it_and_a_look_keeps_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        let store = Store::open(&path).unwrap();
        assert!(matches!(Store::look(&path, |_| Ok(())), Err(StoreError::InUse)));
        drop(store);
        let opened_meanwhile = Store::look(&path, |_| Store::open(&path).map(drop)).unwrap();
        assert_eq!(opened_meanwhile, Some(()));
        let wrote = Store::look(&path, |view| {
            let sql = "INSERT INTO setting VALUES ('a', '1', '', '')";
            Ok(view.execute(sql, [])?)
        });
        assert!(wrote.is_err(), "looking changes nothing");
    }

    #[test]
    fn an_older_file_is_not_read_and_a_newer_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        drop(Store::open(&path).unwrap());
        let becomes = |version: u32| {
            let sql = format!("PRAGMA user_version = {version}");
            Connection::open(&path).unwrap().execute_batch(&sql).unwrap();
            Store::look(&path, |_| Ok(()))
        };
        assert!(matches!(becomes(1), Ok(None)));
        assert!(matches!(becomes(99), Err(StoreError::Newer { found: 99, .. })));
        std::fs::write(&path, [7u8; 8192]).unwrap();
        assert!(matches!(Store::look(&path, |_| Ok(())), Err(StoreError::Damaged(_))));
        assert!(path.exists(), "a look moves nothing aside");
    }

    #[test]
    fn a_newer_file_is_refused_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.tieout");
        drop(Store::open(&path).unwrap());
        Connection::open(&path)
            .unwrap()
            .execute_batch("PRAGMA user_version = 99")
            .unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Newer { found: 99, .. })));
        assert!(path.exists());
    }

    #[test]
    fn a_full_disk_is_said_so_and_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("client.tieout")).unwrap();
        held(&store.writer).execute_batch("PRAGMA max_page_count = 60").unwrap();
        let full = store.write(|writer| {
            for n in 0..1000 {
                let text = format!("\"{}\"", "x".repeat(4000));
                writer.execute("INSERT INTO setting VALUES (?1, ?2, '', '')", (n.to_string(), text))?;
            }
            Ok(())
        });
        assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
        let left: i64 = store
            .read(|view| Ok(view.query_row("SELECT count(*) FROM setting", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(left, 0);
    }
}

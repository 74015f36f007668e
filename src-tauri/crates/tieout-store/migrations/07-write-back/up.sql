-- Lists may go either way: a plan names the side it writes to and who wins, and what goes to the source goes as a file. SQLite cannot
-- drop a NOT NULL, so the table of plan entries is made anew with every row it had: all of them were meant for the ledger.

CREATE TABLE plan_entry_new (
    id INTEGER PRIMARY KEY,
    plan_id INTEGER NOT NULL REFERENCES plan (id),
    position INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'update', 'link', 'void', 'deactivate', 'skip', 'hold')),
    kind TEXT NOT NULL,
    target TEXT NOT NULL CHECK (target IN ('source', 'ledger')),
    source_id TEXT,                  -- null: the source gives the id when it imports the record
    ledger_id TEXT,
    outbox_id INTEGER REFERENCES outbox (id),
    name TEXT NOT NULL,
    doc_date TEXT,
    amount TEXT,
    party TEXT,                      -- name of the document's party, for the list
    document TEXT,                   -- JSON Object, fitted, references of the target where known
    changes TEXT NOT NULL,           -- JSON list of FieldChange
    notes TEXT NOT NULL,             -- JSON list of Note
    failures TEXT NOT NULL,          -- JSON list of Failure: why held
    wins TEXT CHECK (wins IN ('source', 'ledger')),
    conflict INTEGER NOT NULL CHECK (conflict IN (0, 1)),
    ticked INTEGER NOT NULL CHECK (ticked IN (0, 1)),
    CHECK (source_id IS NOT NULL OR (target = 'source' AND ledger_id IS NOT NULL)),
    UNIQUE (plan_id, position)
) STRICT;
INSERT INTO plan_entry_new (id, plan_id, position, action, kind, target, source_id, ledger_id, outbox_id, name, doc_date, amount,
        party, document, changes, notes, failures, wins, conflict, ticked)
    SELECT id, plan_id, position, action, kind, 'ledger', source_id, ledger_id, outbox_id, name, doc_date, amount,
        party, document, changes, notes, failures, NULL, 0, ticked FROM plan_entry;
DROP TABLE plan_entry;
ALTER TABLE plan_entry_new RENAME TO plan_entry;

CREATE TABLE base (                  -- what both records of a pair said when they last agreed: which of them moved is never a guess
    book_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    ledger_id TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    ledger_hash TEXT NOT NULL,
    agreed_at TEXT NOT NULL,
    PRIMARY KEY (book_id, kind, source_id, ledger_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE write_back (            -- what is handed to the source in files; nothing here is ever deleted
    id INTEGER PRIMARY KEY,
    book_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    ledger_id TEXT NOT NULL,
    source_id TEXT,                  -- null for creates until they arrive
    action TEXT NOT NULL CHECK (action IN ('create', 'update', 'deactivate')),
    name TEXT NOT NULL,
    wanted TEXT NOT NULL,            -- JSON Object in the source's terms, frozen by approval
    changes TEXT NOT NULL,           -- JSON list of FieldChange, frozen by approval
    ledger_hash TEXT NOT NULL,       -- of the ledger's record it was made from
    ledger_object TEXT NOT NULL,     -- JSON Object: that record
    source_hash TEXT,                -- of the source's record then
    plan_id INTEGER NOT NULL REFERENCES plan (id),
    run_id INTEGER NOT NULL REFERENCES run (id),
    file_run INTEGER NOT NULL REFERENCES run (id),  -- it was approved for: a run that goes on makes the same file
    file_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('approved', 'handed_over', 'arrived', 'withdrawn')),
    written_at TEXT,
    missed_at TEXT,                  -- an import after it was handed over did not show it
    ended_at TEXT,
    CHECK (action = 'create' OR source_id IS NOT NULL)
) STRICT;
-- A record is on its way to the source once at a time.
CREATE UNIQUE INDEX write_back_open ON write_back (book_id, kind, ledger_id) WHERE state IN ('approved', 'handed_over');
CREATE INDEX write_back_run ON write_back (run_id);
CREATE TRIGGER write_back_no_delete BEFORE DELETE ON write_back
BEGIN SELECT RAISE(ABORT, 'what was handed over is never deleted'); END;
CREATE TRIGGER write_back_frozen BEFORE UPDATE OF
    id, book_id, kind, ledger_id, action, name, wanted, changes, ledger_hash, ledger_object, source_hash, plan_id, file_run, file_name
ON write_back BEGIN SELECT RAISE(ABORT, 'what was approved never changes'); END;

-- Two more decisions. "create": a source record is none of the ledger's, so the next plan creates it. "rejection": a proposed
-- pair is not the same, and is never proposed again.
-- SQLite cannot change a CHECK, so the table of links is made anew with every row it had.

CREATE TABLE link_new (              -- decisions about pairs and single records; they survive a full re-pull
    id INTEGER PRIMARY KEY,
    book_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    ledger_id TEXT,                  -- either may be null for a decision about a record of one side
    source_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('linked', 'ignored', 'create')),
    reason TEXT,                     -- of an ignore: not_ours, duplicate, old, other
    origin TEXT NOT NULL CHECK (origin IN ('user', 'bulk', 'pushed', 'probe')),
    base_hash TEXT,                  -- fields::hash both sides last agreed on
    last_pushed TEXT,                -- JSON Object we last wrote
    decided_at TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    CHECK (ledger_id IS NOT NULL OR source_id IS NOT NULL),
    -- Nothing is ever created in the source.
    CHECK (state <> 'create' OR (ledger_id IS NULL AND source_id IS NOT NULL))
) STRICT;
INSERT INTO link_new (id, book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed, decided_at, decided_by)
    SELECT id, book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed, decided_at, decided_by FROM link;
DROP TABLE link;
ALTER TABLE link_new RENAME TO link;
-- Neither record can be tied twice.
CREATE UNIQUE INDEX link_ledger ON link (book_id, kind, ledger_id) WHERE ledger_id IS NOT NULL;
CREATE UNIQUE INDEX link_source ON link (book_id, kind, source_id) WHERE source_id IS NOT NULL;

CREATE TABLE rejection (             -- pairs that a person said are not the same; they survive a full re-pull
    book_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    ledger_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    PRIMARY KEY (book_id, kind, ledger_id, source_id)
) STRICT, WITHOUT ROWID;

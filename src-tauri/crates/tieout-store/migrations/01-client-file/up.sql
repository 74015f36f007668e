-- One client file: everything Tieout knows about the books of one client.
-- Amounts are decimal TEXT, instants are RFC 3339 UTC TEXT, accounting dates are ISO TEXT, JSON is TEXT.
-- `side` is source|ledger; `kind` is a word of ObjectKind; words in CHECKs are the words of the domain's enums.

CREATE TABLE client (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    uid TEXT NOT NULL,               -- random, part of every marker; the same in copies and backups
    name TEXT NOT NULL,
    practice INTEGER NOT NULL DEFAULT 0 CHECK (practice IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE connection (            -- authorised access to the ledger or to the source
    id INTEGER PRIMARY KEY,
    side TEXT NOT NULL CHECK (side IN ('source', 'ledger')),
    system TEXT NOT NULL,            -- e.g. files, or the ledger's short name
    settings TEXT NOT NULL,          -- JSON map, no secrets
    book_id TEXT,                    -- set by the first sign-in; a reconnect must bring the same
    company TEXT,                    -- JSON Company as last read
    state TEXT NOT NULL CHECK (state IN ('new', 'connected', 'sign_in_needed', 'paused', 'removed')),
    secrets_key TEXT NOT NULL,       -- under which the secret store keeps tokens and client secret
    connected_by TEXT,
    last_success_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
-- One active ledger organisation and one active source a client (C-17).
CREATE UNIQUE INDEX connection_active ON connection (side) WHERE state <> 'removed';

CREATE TABLE setting (               -- one value a row; the engine gives meaning and defaults
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,             -- JSON
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE mirror (                -- what a system last told us; written by pull and import only
    id INTEGER PRIMARY KEY,
    side TEXT NOT NULL CHECK (side IN ('source', 'ledger')),
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,         -- the system's own id
    version TEXT,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),  -- tombstone; hash and link stay
    name TEXT NOT NULL,              -- name or document number, for lists and search
    number TEXT,
    doc_date TEXT,
    amount TEXT,
    party_id TEXT,                   -- remote id of the document's party on the same side
    marker TEXT,
    object TEXT NOT NULL,            -- JSON of the domain's Object
    object_hash TEXT NOT NULL,       -- fields::hash
    raw TEXT NOT NULL,
    place TEXT,                      -- JSON list of RowPlace, source files only
    import_id INTEGER REFERENCES import (id),
    updated_at TEXT,                 -- the other system's own
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    UNIQUE (side, kind, remote_id)
) STRICT;
CREATE INDEX mirror_list ON mirror (side, kind, deleted, name);
CREATE INDEX mirror_marker ON mirror (side, kind, marker) WHERE marker IS NOT NULL;
CREATE INDEX mirror_party ON mirror (side, kind, party_id) WHERE party_id IS NOT NULL;

CREATE TABLE pull_state (            -- how far the last pull of a kind got; committed with its page
    kind TEXT PRIMARY KEY,
    cursor TEXT,                     -- where the next changes-only pull starts; set when a pull completed
    page TEXT,                       -- token of the next page of a pull that is under way
    scope TEXT,                      -- JSON PullScope of the pull under way
    state TEXT NOT NULL CHECK (state IN ('never', 'partial', 'complete', 'failed')),
    pulled INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    failure TEXT,                    -- JSON Failure
    started_at TEXT,
    ended_at TEXT
) STRICT;

CREATE TABLE import (                -- one import of files
    id INTEGER PRIMARY KEY,
    source_name TEXT NOT NULL,
    profile TEXT NOT NULL,           -- JSON
    fingerprint TEXT NOT NULL,
    counts TEXT NOT NULL,            -- JSON: per kind rows, new, changed, same, gone, problems
    imported_at TEXT NOT NULL
) STRICT;

CREATE TABLE import_problem (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    sheet TEXT,
    line INTEGER NOT NULL,
    column_name TEXT,
    code TEXT NOT NULL,
    value TEXT,
    expected TEXT,
    blocking INTEGER NOT NULL CHECK (blocking IN (0, 1))
) STRICT;
CREATE INDEX import_problem_list ON import_problem (import_id, line);

CREATE TABLE suggestion (            -- recomputed after each pull, import or decision; never truth
    kind TEXT NOT NULL,
    ledger_id TEXT NOT NULL,
    rank INTEGER NOT NULL,           -- 1 is best
    source_id TEXT NOT NULL,
    score INTEGER NOT NULL,          -- per mille
    tier TEXT NOT NULL CHECK (tier IN ('exact', 'strong', 'possible', 'ambiguous')),
    reasons TEXT NOT NULL,           -- JSON
    PRIMARY KEY (kind, ledger_id, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX suggestion_source ON suggestion (kind, source_id);

CREATE TABLE link (                  -- decisions about pairs and single records; they survive a full re-pull
    id INTEGER PRIMARY KEY,
    book_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    ledger_id TEXT,                  -- either may be null for an ignored record of one side
    source_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('linked', 'ignored')),
    reason TEXT,                     -- of an ignore: not_ours, duplicate, old, other
    origin TEXT NOT NULL CHECK (origin IN ('user', 'bulk', 'pushed', 'probe')),
    base_hash TEXT,                  -- fields::hash both sides last agreed on
    last_pushed TEXT,                -- JSON Object we last wrote
    decided_at TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    CHECK (ledger_id IS NOT NULL OR source_id IS NOT NULL)
) STRICT;
-- Neither record can be tied twice.
CREATE UNIQUE INDEX link_ledger ON link (book_id, kind, ledger_id) WHERE ledger_id IS NOT NULL;
CREATE UNIQUE INDEX link_source ON link (book_id, kind, source_id) WHERE source_id IS NOT NULL;

CREATE TABLE decision (              -- undo and redo of match decisions; one row is one undo step
    id INTEGER PRIMARY KEY,
    words TEXT NOT NULL,             -- code of the sentence shown, with params as JSON
    before TEXT NOT NULL,            -- JSON list of link rows as they were
    after TEXT NOT NULL,             -- JSON list of link rows as they became
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    decided_at TEXT NOT NULL
) STRICT;

CREATE TABLE alias (                 -- accepted names that differ: remembered for the next pull
    kind TEXT NOT NULL,
    norm TEXT NOT NULL,
    source_id TEXT NOT NULL,
    learned_at TEXT NOT NULL,
    PRIMARY KEY (kind, norm)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
    id INTEGER PRIMARY KEY,
    step TEXT NOT NULL CHECK (step IN ('lists', 'documents', 'retry')),
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'outdated', 'discarded')),
    hash TEXT NOT NULL,              -- of all entries as shown; approval names it
    made_at TEXT NOT NULL,
    approved_at TEXT,
    approved_by TEXT
) STRICT;

CREATE TABLE plan_entry (
    id INTEGER PRIMARY KEY,
    plan_id INTEGER NOT NULL REFERENCES plan (id),
    position INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'update', 'link', 'void', 'skip', 'hold')),
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    ledger_id TEXT,
    outbox_id INTEGER REFERENCES outbox (id),
    name TEXT NOT NULL,
    doc_date TEXT,
    amount TEXT,
    party TEXT,                      -- name of the document's party, for the list
    document TEXT,                   -- JSON Object, fitted, references remote where known
    changes TEXT NOT NULL,           -- JSON list of FieldChange
    notes TEXT NOT NULL,             -- JSON list of Note
    failures TEXT NOT NULL,          -- JSON list of Failure: why held
    ticked INTEGER NOT NULL CHECK (ticked IN (0, 1)),
    UNIQUE (plan_id, position)
) STRICT;

CREATE TABLE outbox (                -- durable queue of intended writes; no migration ever empties it
    id INTEGER PRIMARY KEY,
    book_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('create', 'update', 'void', 'deactivate', 'delete')),
    marker TEXT NOT NULL,
    revision INTEGER NOT NULL,       -- a changed document is a new revision with a new entry
    name TEXT NOT NULL,
    doc_date TEXT,
    amount TEXT,
    currency TEXT,
    party_source_id TEXT,
    source_hash TEXT NOT NULL,       -- fields::hash of the source record this entry was made from
    document TEXT,                   -- JSON Object, frozen by approval; null while staged
    document_hash TEXT,
    state TEXT NOT NULL CHECK (state IN
        ('staged', 'approved', 'sending', 'in_doubt', 'posted', 'failed', 'ignored', 'superseded')),
    hold TEXT,                       -- JSON Failure: why a staged entry cannot go yet
    failure TEXT,                    -- JSON Failure of the last attempt
    ignored_by TEXT,                 -- record:<reason> | rule:<name> | setting:<name>
    plan_id INTEGER REFERENCES plan (id),
    run_id INTEGER REFERENCES run (id),
    send_id INTEGER REFERENCES send (id),
    attempt INTEGER NOT NULL DEFAULT 0,
    probes INTEGER NOT NULL DEFAULT 0,           -- negative probes of the current doubt
    probed_at TEXT,                              -- JSON Reading of the last negative probe
    not_before TEXT,
    remote_id TEXT,
    remote_version TEXT,
    drift TEXT,                      -- JSON list of FieldChange where the ledger saved something else
    staged_at TEXT NOT NULL,
    approved_at TEXT,
    approved_by TEXT,
    posted_at TEXT,
    UNIQUE (book_id, marker, revision)
) STRICT;
CREATE INDEX outbox_open ON outbox (not_before, id) WHERE state IN ('approved', 'sending', 'in_doubt');
CREATE INDEX outbox_list ON outbox (kind, state, id);
CREATE INDEX outbox_source ON outbox (kind, source_id);
CREATE INDEX outbox_run ON outbox (run_id) WHERE run_id IS NOT NULL;

CREATE TABLE outbox_parent (         -- an entry waits for these (customer before invoice)
    outbox_id INTEGER NOT NULL REFERENCES outbox (id),
    parent_id INTEGER NOT NULL REFERENCES outbox (id),
    PRIMARY KEY (outbox_id, parent_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE send (                  -- one HTTP write with its exact bytes, on disk before the first byte leaves
    id INTEGER PRIMARY KEY,
    book_id TEXT NOT NULL,
    key TEXT NOT NULL,
    prepared TEXT NOT NULL,          -- JSON Prepared without its body
    bytes BLOB NOT NULL,
    bytes_hash TEXT NOT NULL,
    key_born_at TEXT NOT NULL,       -- JSON Reading
    sent_at TEXT NOT NULL,           -- JSON Reading
    ended_at TEXT,                   -- JSON Reading
    status INTEGER,
    reply TEXT,                      -- secrets masked
    exchange_id TEXT,
    UNIQUE (book_id, key)
) STRICT;

CREATE TABLE attempt (               -- what one send meant for one entry
    id INTEGER PRIMARY KEY,
    outbox_id INTEGER NOT NULL REFERENCES outbox (id),
    send_id INTEGER REFERENCES send (id),
    run_id INTEGER REFERENCES run (id),
    outcome TEXT NOT NULL,           -- word of Outcome, or: crashed, probe_found, probe_absent
    failure TEXT,                    -- JSON Failure
    at TEXT NOT NULL
) STRICT;
CREATE INDEX attempt_outbox ON attempt (outbox_id);
CREATE INDEX attempt_run ON attempt (run_id) WHERE run_id IS NOT NULL;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    action TEXT NOT NULL CHECK (action IN ('pull', 'push')),
    plan_id INTEGER REFERENCES plan (id),
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'running', 'completed', 'completed_with_failures', 'cancelled', 'aborted')),
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    progress TEXT NOT NULL,          -- JSON: done, total, per kind
    failure TEXT,                    -- JSON Failure that ended it
    started_by TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    report TEXT                      -- JSON of the saved sync report, unchanged when reopened
) STRICT;
-- One run at a time for the connection, across windows and restarts.
CREATE UNIQUE INDEX run_open ON run ((1)) WHERE state IN ('queued', 'running');

CREATE TABLE tile (                  -- counters of the five tiles, kept in the transaction that moves an entry
    state TEXT PRIMARY KEY,
    entries INTEGER NOT NULL CHECK (entries >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO tile (state, entries) VALUES
    ('staged', 0), ('approved', 0), ('sending', 0), ('in_doubt', 0), ('posted', 0), ('failed', 0), ('ignored', 0), ('superseded', 0);
-- Triggers rather than code: no path can move an entry and forget the count. Transactions only (C-16).
CREATE TRIGGER tile_insert AFTER INSERT ON outbox WHEN NEW.kind IN
    ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry')
BEGIN
    UPDATE tile SET entries = entries + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER tile_move AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state AND NEW.kind IN
    ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry')
BEGIN
    UPDATE tile SET entries = entries - 1 WHERE state = OLD.state;
    UPDATE tile SET entries = entries + 1 WHERE state = NEW.state;
END;
CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'the outbox is never emptied'); END;

CREATE TABLE audit (                 -- append-only, hash-chained
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT,
    record_id TEXT,                  -- source id of the record, where there is one
    entry TEXT NOT NULL,             -- canonical JSON: before, after, why, run, plan, ledger id, reference
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_record ON audit (kind, record_id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

-- One more thing a plan may propose: making a list record inactive that the source no longer has (C-04). SQLite cannot change a CHECK,
-- so the table of plan entries is made anew with every row it had.

CREATE TABLE plan_entry_new (
    id INTEGER PRIMARY KEY,
    plan_id INTEGER NOT NULL REFERENCES plan (id),
    position INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'update', 'link', 'void', 'deactivate', 'skip', 'hold')),
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
INSERT INTO plan_entry_new (id, plan_id, position, action, kind, source_id, ledger_id, outbox_id, name, doc_date, amount, party,
        document, changes, notes, failures, ticked)
    SELECT id, plan_id, position, action, kind, source_id, ledger_id, outbox_id, name, doc_date, amount, party,
        document, changes, notes, failures, ticked FROM plan_entry;
DROP TABLE plan_entry;
ALTER TABLE plan_entry_new RENAME TO plan_entry;

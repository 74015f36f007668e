-- A client moves from one ledger to another and back (C-17): several ledger connections, of which one is current. What is decided
-- (links, outbox, rejections) names its book already. What else a ledger told or what names its records is put away under
-- `away:<book>` while another ledger is current: everything that reads "the ledger" means the current one without saying so.

ALTER TABLE connection ADD COLUMN current INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1));
UPDATE connection SET current = 1 WHERE id IN (SELECT max(id) FROM connection GROUP BY side);
DROP INDEX connection_active;
CREATE UNIQUE INDEX connection_current ON connection (side) WHERE current = 1;
-- Going back to a book means going back to its connection, never making a second one.
CREATE UNIQUE INDEX connection_book ON connection (side, book_id) WHERE book_id IS NOT NULL;

-- SQLite cannot change a CHECK, so the mirror is made anew with every row it had.
CREATE TABLE mirror_new (            -- what a system last told us; written by pull and import only
    id INTEGER PRIMARY KEY,
    side TEXT NOT NULL CHECK (side IN ('source', 'ledger') OR side LIKE 'away:_%'),
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
INSERT INTO mirror_new (id, side, kind, remote_id, version, active, deleted, name, number, doc_date, amount, party_id, marker,
        object, object_hash, raw, place, import_id, updated_at, first_seen_at, last_seen_at)
    SELECT id, side, kind, remote_id, version, active, deleted, name, number, doc_date, amount, party_id, marker,
        object, object_hash, raw, place, import_id, updated_at, first_seen_at, last_seen_at FROM mirror;
DROP TABLE mirror;
ALTER TABLE mirror_new RENAME TO mirror;
CREATE INDEX mirror_list ON mirror (side, kind, deleted, name);
CREATE INDEX mirror_marker ON mirror (side, kind, marker) WHERE marker IS NOT NULL;
CREATE INDEX mirror_party ON mirror (side, kind, party_id) WHERE party_id IS NOT NULL;

-- Runs belong to the book they were started for: how the last one ended says nothing about another ledger.
ALTER TABLE run ADD COLUMN book_id TEXT;
UPDATE run SET book_id = (SELECT book_id FROM connection WHERE side = 'ledger' AND current = 1);
CREATE TRIGGER run_book AFTER INSERT ON run BEGIN
    UPDATE run SET book_id = (SELECT book_id FROM connection WHERE side = 'ledger' AND current = 1) WHERE id = NEW.id;
END;

-- The five tiles count one book.
DROP TRIGGER tile_insert;
DROP TRIGGER tile_move;
DROP TABLE tile;
CREATE TABLE tile (                  -- counters of the five tiles, kept in the transaction that moves an entry
    book_id TEXT NOT NULL,
    state TEXT NOT NULL,
    entries INTEGER NOT NULL CHECK (entries >= 0),
    PRIMARY KEY (book_id, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tile (book_id, state, entries)
    SELECT book_id, state, count(*) FROM outbox
    WHERE kind IN ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry') GROUP BY book_id, state;
-- Triggers rather than code: no path can move an entry and forget the count. Transactions only (C-16).
CREATE TRIGGER tile_insert AFTER INSERT ON outbox WHEN NEW.kind IN
    ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry')
BEGIN
    INSERT INTO tile (book_id, state, entries) VALUES (NEW.book_id, NEW.state, 1)
        ON CONFLICT (book_id, state) DO UPDATE SET entries = entries + 1;
END;
CREATE TRIGGER tile_move AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state AND NEW.kind IN
    ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry')
BEGIN
    UPDATE tile SET entries = entries - 1 WHERE book_id = OLD.book_id AND state = OLD.state;
    INSERT INTO tile (book_id, state, entries) VALUES (NEW.book_id, NEW.state, 1)
        ON CONFLICT (book_id, state) DO UPDATE SET entries = entries + 1;
END;

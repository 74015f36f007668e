-- A record that goes back keeps what the source's file said beside what we know: the row as it came is frozen with it, so that the file
-- made again is the same file.
ALTER TABLE write_back ADD COLUMN source_raw TEXT;
DROP TRIGGER write_back_frozen;
CREATE TRIGGER write_back_frozen BEFORE UPDATE OF
    id, book_id, kind, ledger_id, action, name, wanted, changes, ledger_hash, ledger_object, source_hash, source_raw, plan_id,
    file_run, file_name
ON write_back BEGIN SELECT RAISE(ABORT, 'what was approved never changes'); END;

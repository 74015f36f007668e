-- Every row of the outbox and of the links carries a hash of its content (BLAKE3, `hash_of_row`): SQLite has no page checksums, so a
-- flipped bit would change an amount unseen. Triggers rather than code, as for the tiles: no path can write a row and forget its
-- hash, and none can cover up damage by writing over it. A migration that makes one of these tables anew must make its triggers anew.

ALTER TABLE outbox ADD COLUMN row_hash BLOB;
UPDATE outbox SET row_hash = hash_of_row(
    id, book_id, kind, source_id, operation, marker, revision, name, doc_date, amount, currency, party_source_id,
    source_hash, document, document_hash, state, hold, failure, ignored_by, plan_id, run_id, send_id, attempt, probes,
    probed_at, not_before, remote_id, remote_version, drift, staged_at, approved_at, approved_by, posted_at);
CREATE TRIGGER outbox_hash_insert AFTER INSERT ON outbox BEGIN
    UPDATE outbox SET row_hash = hash_of_row(
        NEW.id, NEW.book_id, NEW.kind, NEW.source_id, NEW.operation, NEW.marker, NEW.revision, NEW.name, NEW.doc_date,
        NEW.amount, NEW.currency, NEW.party_source_id, NEW.source_hash, NEW.document, NEW.document_hash, NEW.state,
        NEW.hold, NEW.failure, NEW.ignored_by, NEW.plan_id, NEW.run_id, NEW.send_id, NEW.attempt, NEW.probes,
        NEW.probed_at, NEW.not_before, NEW.remote_id, NEW.remote_version, NEW.drift, NEW.staged_at, NEW.approved_at,
        NEW.approved_by, NEW.posted_at) WHERE id = NEW.id;
END;
CREATE TRIGGER outbox_hash_check BEFORE UPDATE OF
    id, book_id, kind, source_id, operation, marker, revision, name, doc_date, amount, currency, party_source_id,
    source_hash, document, document_hash, state, hold, failure, ignored_by, plan_id, run_id, send_id, attempt, probes,
    probed_at, not_before, remote_id, remote_version, drift, staged_at, approved_at, approved_by, posted_at
ON outbox WHEN OLD.row_hash IS NOT hash_of_row(
    OLD.id, OLD.book_id, OLD.kind, OLD.source_id, OLD.operation, OLD.marker, OLD.revision, OLD.name, OLD.doc_date,
    OLD.amount, OLD.currency, OLD.party_source_id, OLD.source_hash, OLD.document, OLD.document_hash, OLD.state,
    OLD.hold, OLD.failure, OLD.ignored_by, OLD.plan_id, OLD.run_id, OLD.send_id, OLD.attempt, OLD.probes,
    OLD.probed_at, OLD.not_before, OLD.remote_id, OLD.remote_version, OLD.drift, OLD.staged_at, OLD.approved_at,
    OLD.approved_by, OLD.posted_at)
BEGIN
    SELECT RAISE(ABORT, 'damaged: a row of outbox does not match its hash');
END;
CREATE TRIGGER outbox_hash_update AFTER UPDATE OF
    id, book_id, kind, source_id, operation, marker, revision, name, doc_date, amount, currency, party_source_id,
    source_hash, document, document_hash, state, hold, failure, ignored_by, plan_id, run_id, send_id, attempt, probes,
    probed_at, not_before, remote_id, remote_version, drift, staged_at, approved_at, approved_by, posted_at
ON outbox BEGIN
    UPDATE outbox SET row_hash = hash_of_row(
        NEW.id, NEW.book_id, NEW.kind, NEW.source_id, NEW.operation, NEW.marker, NEW.revision, NEW.name, NEW.doc_date,
        NEW.amount, NEW.currency, NEW.party_source_id, NEW.source_hash, NEW.document, NEW.document_hash, NEW.state,
        NEW.hold, NEW.failure, NEW.ignored_by, NEW.plan_id, NEW.run_id, NEW.send_id, NEW.attempt, NEW.probes,
        NEW.probed_at, NEW.not_before, NEW.remote_id, NEW.remote_version, NEW.drift, NEW.staged_at, NEW.approved_at,
        NEW.approved_by, NEW.posted_at) WHERE id = NEW.id;
END;

ALTER TABLE link ADD COLUMN row_hash BLOB;
UPDATE link SET row_hash = hash_of_row(
    id, book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed, decided_at, decided_by);
CREATE TRIGGER link_hash_insert AFTER INSERT ON link BEGIN
    UPDATE link SET row_hash = hash_of_row(
        NEW.id, NEW.book_id, NEW.kind, NEW.ledger_id, NEW.source_id, NEW.state, NEW.reason, NEW.origin, NEW.base_hash,
        NEW.last_pushed, NEW.decided_at, NEW.decided_by) WHERE id = NEW.id;
END;
CREATE TRIGGER link_hash_check BEFORE UPDATE OF
    id, book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed, decided_at, decided_by
ON link WHEN OLD.row_hash IS NOT hash_of_row(
    OLD.id, OLD.book_id, OLD.kind, OLD.ledger_id, OLD.source_id, OLD.state, OLD.reason, OLD.origin, OLD.base_hash,
    OLD.last_pushed, OLD.decided_at, OLD.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'damaged: a row of link does not match its hash');
END;
CREATE TRIGGER link_hash_update AFTER UPDATE OF
    id, book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed, decided_at, decided_by
ON link BEGIN
    UPDATE link SET row_hash = hash_of_row(
        NEW.id, NEW.book_id, NEW.kind, NEW.ledger_id, NEW.source_id, NEW.state, NEW.reason, NEW.origin, NEW.base_hash,
        NEW.last_pushed, NEW.decided_at, NEW.decided_by) WHERE id = NEW.id;
END;

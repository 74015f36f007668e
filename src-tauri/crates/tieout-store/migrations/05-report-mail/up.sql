-- The mail of a run's report (S-155). On disk before it is sent, so that no retry sends a second one.

CREATE TABLE report_mail (
    run_id INTEGER PRIMARY KEY REFERENCES run (id),
    state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed', 'in_doubt')),
    sent_to TEXT NOT NULL,           -- JSON list of addresses
    failure TEXT,                    -- JSON Failure: why it was not sent, or why that is not known
    at TEXT NOT NULL
) STRICT;

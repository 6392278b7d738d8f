-- What providers listed, and what became of it. Times are seconds since 1970.
CREATE TABLE IF NOT EXISTS files (
    feed TEXT NOT NULL,
    path TEXT NOT NULL,
    token TEXT NOT NULL, -- the same for as long as the listing tells the same
    size INTEGER NOT NULL,
    first_seen REAL NOT NULL,
    changed_at REAL NOT NULL,
    last_seen REAL NOT NULL, -- gone from the listing since: never a reason to delete anything
    PRIMARY KEY (feed, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS granules (
    feed TEXT NOT NULL,
    granule TEXT NOT NULL,
    status TEXT NOT NULL,
    signature TEXT NOT NULL,
    paths TEXT NOT NULL, -- JSON, of the provider
    sidecars TEXT NOT NULL, -- JSON, of the provider
    waits_for TEXT NOT NULL DEFAULT '',
    blame TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL DEFAULT 0,
    placed TEXT NOT NULL DEFAULT '[]', -- JSON, of the collection
    bytes INTEGER NOT NULL DEFAULT 0,
    checked_by TEXT NOT NULL DEFAULT '',
    conversation TEXT NOT NULL DEFAULT '[]', -- JSON
    first_seen REAL NOT NULL,
    updated_at REAL NOT NULL,
    PRIMARY KEY (feed, granule)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS granules_due ON granules (feed, status, next_at);
-- In the order in which they are taken: to sort all that wait for each that is taken costs the square.
CREATE INDEX IF NOT EXISTS granules_in_order ON granules (feed, status, first_seen, next_at);
CREATE TABLE IF NOT EXISTS looks (
    feed TEXT PRIMARY KEY,
    ended_at REAL NOT NULL,
    well_at REAL NOT NULL, -- the last one without an error; 0: none
    blame TEXT NOT NULL,
    error TEXT NOT NULL,
    entries INTEGER NOT NULL,
    files INTEGER NOT NULL,
    odd TEXT NOT NULL -- JSON: names that no collection can hold
);
-- What was fetched for each place of the collection last.
CREATE TABLE IF NOT EXISTS fetched (
    feed TEXT NOT NULL,
    path TEXT NOT NULL, -- of the collection
    content TEXT NOT NULL, -- BLAKE3-256
    checked_by TEXT NOT NULL, -- the algorithm of the provider's checksum that it was held to; empty: none
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    PRIMARY KEY (feed, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS paused (provider TEXT PRIMARY KEY);
-- Granules that are done, which the other acquirers of the collection have not been told yet.
CREATE TABLE IF NOT EXISTS unsaid (
    feed TEXT NOT NULL,
    granule TEXT NOT NULL,
    PRIMARY KEY (feed, granule)
) WITHOUT ROWID;
-- Up to where is known what they did: one row.
CREATE TABLE IF NOT EXISTS heard (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL);
-- Delivery records as they were read last.
CREATE TABLE IF NOT EXISTS records (
    feed TEXT NOT NULL,
    path TEXT NOT NULL,
    token TEXT NOT NULL,
    error TEXT NOT NULL, -- why it cannot be read
    read_at REAL NOT NULL,
    last_seen REAL NOT NULL,
    PRIMARY KEY (feed, path)
) WITHOUT ROWID;
-- What is kept of them beside that, for acknowledgements.
CREATE TABLE IF NOT EXISTS record_terms (
    feed TEXT NOT NULL,
    path TEXT NOT NULL,
    refused_as TEXT NOT NULL,
    expires_at REAL NOT NULL, -- 0: it does not say
    prefix TEXT NOT NULL, -- of its directories, before our paths
    PRIMARY KEY (feed, path)
) WITHOUT ROWID;
-- Versions of records that their provider was told the end of.
CREATE TABLE IF NOT EXISTS acknowledged (
    feed TEXT NOT NULL,
    path TEXT NOT NULL,
    token TEXT NOT NULL,
    written_at REAL NOT NULL,
    PRIMARY KEY (feed, path)
) WITHOUT ROWID;
-- What they say of files.
CREATE TABLE IF NOT EXISTS named (
    feed TEXT NOT NULL,
    path TEXT NOT NULL,
    record TEXT NOT NULL,
    number INTEGER NOT NULL, -- of its group in the record, from 1
    size INTEGER NOT NULL,
    algorithm TEXT, -- of the checksum, where there is one
    value TEXT,
    PRIMARY KEY (feed, record, path)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS named_by_path ON named (feed, path);

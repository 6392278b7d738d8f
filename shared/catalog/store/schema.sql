-- The projection of one log: its tree (tombstones included), the history of every path, and which
-- batches it holds. All of it can be folded again from the log.
CREATE TABLE IF NOT EXISTS log_position (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    log_id TEXT,
    revision INTEGER NOT NULL,
    hash TEXT NOT NULL,
    skipped INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tree (
    path TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    author TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    wave INTEGER NOT NULL DEFAULT 0  -- shared/spice/waves.py
) WITHOUT ROWID;
-- The few conflict copies (`CONFLICTS` in shared/catalog/store/projection.py), so that they can be counted at any time.
CREATE INDEX IF NOT EXISTS tree_conflicts ON tree (path)
    WHERE kind = 'file' AND path GLOB '*.conflict-????????T??????Z-*';
-- Made by earlier versions, and used by no query.
DROP INDEX IF EXISTS tree_by_content;
CREATE TABLE IF NOT EXISTS history (
    path TEXT NOT NULL,
    revision INTEGER NOT NULL,
    author TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    PRIMARY KEY (path, revision)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS history_by_content ON history (content) WHERE content IS NOT NULL;
CREATE TABLE IF NOT EXISTS decided (
    site TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (site, incarnation)
) WITHOUT ROWID;
-- What was decided, a row for each commit, with the commit before it. In a database that is older than
-- this table its oldest rows are missing until somebody asks for them (shared/catalog/store/commits.py).
CREATE TABLE IF NOT EXISTS commits (
    revision INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    made_at TEXT NOT NULL,
    put INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    already INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    previous_revision INTEGER NOT NULL,
    previous_hash TEXT NOT NULL
);
-- What was said of the groups among them; few commits are one.
CREATE TABLE IF NOT EXISTS commit_messages (revision INTEGER PRIMARY KEY, message TEXT NOT NULL);
-- Who has made changes over gateways, by path; an empty one stands for all of the commit.
CREATE TABLE IF NOT EXISTS commit_callers (
    revision INTEGER NOT NULL,
    path TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (revision, path)
) WITHOUT ROWID;
-- Whose key spoke from which revision on, and until when (shared/catalog/fold/keyring.py). In a database that is
-- older than this table, each key is taken at its next word.
CREATE TABLE IF NOT EXISTS log_keys (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    since INTEGER NOT NULL,
    origin TEXT NOT NULL,
    until INTEGER NOT NULL,
    ended TEXT NOT NULL,
    PRIMARY KEY (owner, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS log_keys_by_key ON log_keys (key);

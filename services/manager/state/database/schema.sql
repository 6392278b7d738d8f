-- The index of one site: what its directory held when last looked at (local_*), the fingerprint that
-- proves it, and what each path was last placed from or accepted as (base_*). Beside it, in the same
-- file, stands the projection of the log, so that both move in one transaction.
CREATE TABLE IF NOT EXISTS entries (
    path TEXT PRIMARY KEY,
    local_kind TEXT NOT NULL,
    local_content TEXT,
    local_size INTEGER NOT NULL,
    local_mtime_ns INTEGER NOT NULL,
    local_mode INTEGER NOT NULL,
    seen_size INTEGER,
    seen_mtime_ns INTEGER,
    seen_ctime_ns INTEGER,
    seen_inode INTEGER,
    base_revision INTEGER,
    base_kind TEXT,
    base_content TEXT,
    base_size INTEGER,
    base_mtime_ns INTEGER,
    base_mode INTEGER,
    base_elsewhere INTEGER NOT NULL DEFAULT 0,
    stamp INTEGER NOT NULL
) WITHOUT ROWID;
-- Paths whose row or head changed since they were last judged (services/manager/state/database/reconcile_in_sql.py).
CREATE TABLE IF NOT EXISTS stirred (path TEXT PRIMARY KEY) WITHOUT ROWID;
-- Not by INSERT OR IGNORE: what a statement that fires a trigger says of conflicts counts in the trigger, too.
CREATE TRIGGER IF NOT EXISTS entry_made AFTER INSERT ON entries
    BEGIN INSERT INTO stirred SELECT new.path WHERE new.path NOT IN stirred; END;
CREATE TRIGGER IF NOT EXISTS entry_changed AFTER UPDATE ON entries
    BEGIN INSERT INTO stirred SELECT new.path WHERE new.path NOT IN stirred; END;
CREATE TRIGGER IF NOT EXISTS entry_gone AFTER DELETE ON entries
    BEGIN INSERT INTO stirred SELECT old.path WHERE old.path NOT IN stirred; END;
CREATE TRIGGER IF NOT EXISTS head_made AFTER INSERT ON tree
    BEGIN INSERT INTO stirred SELECT new.path WHERE new.path NOT IN stirred; END;
CREATE TRIGGER IF NOT EXISTS head_changed AFTER UPDATE ON tree
    BEGIN INSERT INTO stirred SELECT new.path WHERE new.path NOT IN stirred; END;
CREATE TRIGGER IF NOT EXISTS head_gone AFTER DELETE ON tree
    BEGIN INSERT INTO stirred SELECT old.path WHERE old.path NOT IN stirred; END;
-- What is due, at paths that were judged: a site at rest costs nothing however many files it has.
CREATE TABLE IF NOT EXISTS due (
    at TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    behind INTEGER,
    bytes INTEGER NOT NULL,
    makes_way INTEGER NOT NULL,
    turn INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS due_by_kind ON due (kind, at);
CREATE INDEX IF NOT EXISTS due_by_turn ON due (turn, at) WHERE kind = 'live';
CREATE INDEX IF NOT EXISTS due_behind ON due (behind, at) WHERE behind IS NOT NULL;
CREATE INDEX IF NOT EXISTS due_stuck ON due (at) WHERE action = 'send' AND behind IS NOT NULL;
CREATE INDEX IF NOT EXISTS due_making_way ON due (at) WHERE makes_way;
-- How much of each kind is due.
CREATE TABLE IF NOT EXISTS due_sums (
    kind TEXT PRIMARY KEY,
    paths INTEGER NOT NULL,
    behind INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) WITHOUT ROWID;
-- How many files the directory held when last looked at (services/manager/state/database/file_count.py).
CREATE TABLE IF NOT EXISTS file_count (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), files INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS file_came AFTER INSERT ON entries WHEN new.local_kind = 'file'
    BEGIN UPDATE file_count SET files = files + 1; END;
CREATE TRIGGER IF NOT EXISTS file_turned AFTER UPDATE ON entries
    WHEN (new.local_kind = 'file') != (old.local_kind = 'file')
    BEGIN UPDATE file_count SET files = files + (new.local_kind = 'file') - (old.local_kind = 'file'); END;
CREATE TRIGGER IF NOT EXISTS file_went AFTER DELETE ON entries WHEN old.local_kind = 'file'
    BEGIN UPDATE file_count SET files = files - 1; END;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- Groups that a look has taken: the next batches are theirs, in this order. Those said are kept for a while,
-- so that one whose file a crash has left is not said again.
CREATE TABLE IF NOT EXISTS taken_groups (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL,
    paths TEXT NOT NULL,
    said INTEGER NOT NULL DEFAULT 0
);
-- What such a group demands, as its file said it, until its batch is made: other things may stand there by then.
CREATE TABLE IF NOT EXISTS group_changes (
    id TEXT NOT NULL,
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id, path)
) WITHOUT ROWID;
-- What authors demand of changes that groups have put, by path: the content put, and the one that must stand
-- there. It goes as soon as anything else is found or placed at the path, or the row is forgotten.
CREATE TABLE IF NOT EXISTS conditions (path TEXT PRIMARY KEY, content TEXT, expected TEXT) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS condition_passed AFTER UPDATE OF stamp ON entries
    BEGIN DELETE FROM conditions WHERE path = new.path; END;
CREATE TRIGGER IF NOT EXISTS condition_forgotten AFTER DELETE ON entries
    BEGIN DELETE FROM conditions WHERE path = old.path; END;
-- Who has made changes that groups have put, by path and the content put. It goes as conditions do.
CREATE TABLE IF NOT EXISTS callers (path TEXT PRIMARY KEY, content TEXT, said TEXT NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS caller_passed AFTER UPDATE OF stamp ON entries
    BEGIN DELETE FROM callers WHERE path = new.path; END;
CREATE TRIGGER IF NOT EXISTS caller_forgotten AFTER DELETE ON entries
    BEGIN DELETE FROM callers WHERE path = old.path; END;

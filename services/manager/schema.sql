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
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Beside the fold of the log. All of it can be dropped: log and descriptions say it again.
-- The newest description of each content, as far as it decides on another one, and for people to list.
CREATE TABLE IF NOT EXISTS described (
    content TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    told TEXT,
    describer TEXT,
    tried TEXT NOT NULL,
    kind TEXT NOT NULL,
    completeness TEXT NOT NULL,
    worst TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS described_by_sequence ON described (sequence);
-- Contents of the tree that need one. `due` is a time of this host, seconds since 1970.
CREATE TABLE IF NOT EXISTS undescribed (
    content TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    author TEXT NOT NULL,
    due REAL NOT NULL DEFAULT 0,
    waited INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS undescribed_by_due ON undescribed (due, revision);
CREATE TABLE IF NOT EXISTS descriptions_position (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1), sequence INTEGER NOT NULL
);
INSERT OR IGNORE INTO descriptions_position VALUES (1, 0);

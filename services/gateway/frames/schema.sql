CREATE TABLE IF NOT EXISTS heard (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    described INTEGER NOT NULL,
    recorded INTEGER NOT NULL
);
INSERT OR IGNORE INTO heard VALUES (1, 0, 0);

CREATE TABLE IF NOT EXISTS described (
    content TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    is_frame INTEGER NOT NULL,
    md5 TEXT NOT NULL,
    observed TEXT,
    configuration_type TEXT NOT NULL,
    proposal TEXT NOT NULL,
    public_date TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS described_by_sequence ON described (sequence);

CREATE TABLE IF NOT EXISTS posted (
    basename TEXT NOT NULL,
    md5 TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    observed TEXT,
    configuration_type TEXT NOT NULL,
    proposal TEXT NOT NULL,
    public_date TEXT,
    PRIMARY KEY (basename, md5)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pictures (
    basename TEXT PRIMARY KEY,
    frame TEXT NOT NULL,
    observed TEXT,
    configuration_type TEXT NOT NULL,
    proposal TEXT NOT NULL,
    public_date TEXT
) WITHOUT ROWID;

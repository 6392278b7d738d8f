-- Kernels, beside the fold of the log. All of it can be dropped: log and descriptions say it again.
CREATE TABLE IF NOT EXISTS kernel_position (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    revision INTEGER NOT NULL,  -- of the log, that paths were taken from
    log_id TEXT,
    sequence INTEGER NOT NULL   -- of the stream of descriptions
);
INSERT OR IGNORE INTO kernel_position VALUES (1, 0, NULL, 0);
-- What is said of each content, kernel or not.
CREATE TABLE IF NOT EXISTS content (
    content TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    told TEXT NOT NULL,         -- recognised, unknown, failed; empty where what was said is not believed
    family TEXT NOT NULL,       -- empty where it is no kernel
    form TEXT NOT NULL,
    completeness TEXT NOT NULL,
    worst TEXT NOT NULL,
    problems TEXT NOT NULL,     -- JSON
    made REAL NOT NULL          -- that a clock kernel says of itself, seconds past J2000; else 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS content_by_sequence ON content (sequence);
-- Live files that bear a kernel's name or hold a kernel.
CREATE TABLE IF NOT EXISTS kernel (
    path TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    revision INTEGER NOT NULL,
    size INTEGER NOT NULL,
    family TEXT NOT NULL,       -- by the name
    mission TEXT NOT NULL,
    line TEXT NOT NULL,
    slot TEXT NOT NULL,         -- numbers that order as text
    rank TEXT NOT NULL,         -- the same
    quality INTEGER NOT NULL,
    year INTEGER NOT NULL,      -- of its name, 0 where it tells none
    moving INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS kernel_by_content ON kernel (content);
CREATE INDEX IF NOT EXISTS kernel_by_line ON kernel (line, slot, rank);
CREATE TABLE IF NOT EXISTS coverage (
    content TEXT NOT NULL,
    subject TEXT NOT NULL,
    code INTEGER NOT NULL,
    relative_to INTEGER NOT NULL,
    frame INTEGER NOT NULL,     -- that states are in
    scale TEXT NOT NULL,
    exact INTEGER NOT NULL,
    intervals BLOB NOT NULL,    -- in its scale: pairs of doubles, little-endian
    start REAL,                 -- TDB; none where its clock is not known
    stop REAL,
    tdb BLOB,                   -- none where it is as `intervals`
    timed_by TEXT NOT NULL,     -- contents of clock and leap seconds that ticks were turned by
    area BLOB NOT NULL,         -- of a shape: quadruples of doubles as shared.spice.sets.areas has them; else empty
    PRIMARY KEY (content, subject, code, relative_to, frame)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS coverage_by_subject ON coverage (subject, code, start, stop);
CREATE INDEX IF NOT EXISTS coverage_of_clocks ON coverage (code, timed_by) WHERE scale = 'ticks';
CREATE TABLE IF NOT EXISTS definition (
    content TEXT NOT NULL,
    what TEXT NOT NULL,
    code INTEGER NOT NULL,
    name TEXT NOT NULL,
    frame_class INTEGER,
    class_id INTEGER,
    center INTEGER,
    relative TEXT NOT NULL,
    PRIMARY KEY (content, what, code, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS definition_by_code ON definition (what, code);
CREATE INDEX IF NOT EXISTS definition_by_name ON definition (what, name);
-- Variables of text kernels that a later kernel may take over: constants, frames, fields of view, clocks, leap seconds.
CREATE TABLE IF NOT EXISTS variable (
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    value TEXT NOT NULL,        -- of its hash: differs where values differ
    PRIMARY KEY (name, content)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS variable_by_content ON variable (content);
-- Variables of leap seconds, clocks, and of frame kernels about clocks.
CREATE TABLE IF NOT EXISTS timekeeper (content TEXT PRIMARY KEY, variables TEXT NOT NULL) WITHOUT ROWID;
-- Values that are many: of all clocks that are there, those that count are read.
CREATE TABLE IF NOT EXISTS packed (
    content TEXT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (content, name)
);
CREATE TABLE IF NOT EXISTS member (
    content TEXT NOT NULL, number INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (content, number)
) WITHOUT ROWID;

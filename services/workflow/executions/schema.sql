-- What is known of each execution: a projection of the stream of executions, made again from it when it is lost.
CREATE TABLE IF NOT EXISTS executions (
    execution TEXT PRIMARY KEY,
    workflow TEXT NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    rule TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    ended_at TEXT,
    state TEXT NOT NULL,
    error TEXT,
    cause TEXT,
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    records INTEGER NOT NULL,
    continued_by TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS executions_by_status ON executions (status, started_at);
CREATE INDEX IF NOT EXISTS executions_by_start ON executions (started_at);
CREATE INDEX IF NOT EXISTS executions_by_workflow ON executions (workflow, started_at);
CREATE INDEX IF NOT EXISTS executions_by_rule ON executions (rule, status);
CREATE TABLE IF NOT EXISTS executions_position (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1), sequence INTEGER NOT NULL
);
INSERT OR IGNORE INTO executions_position VALUES (1, 0);

-- Work that has begun and not ended: what was asked and how far it is. `position` changes in the same transaction as the
-- rows it counts, so that work cut short goes on exactly there. A row goes with the end of its work.
CREATE TABLE job (
  job_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  task TEXT NOT NULL,                  -- JSON: what was asked, with the paths of the files to open again
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'interrupted')),
  started_at TEXT NOT NULL,
  seconds REAL NOT NULL DEFAULT 0,     -- worked on so far
  phase TEXT NOT NULL DEFAULT 'waiting',
  fraction REAL NOT NULL DEFAULT 0,
  position TEXT,                       -- JSON, each kind of job its own; NULL before the first step
  trouble TEXT                         -- JSON {code, message}: why it paused by itself; NULL where it was asked to
) STRICT;

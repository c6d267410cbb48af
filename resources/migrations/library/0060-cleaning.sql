-- What cleaning makes of the sources' rows, and the listener's choices it was made by.

-- One row: the choices as they were handed over from user.sqlite when indexing began, as JSON.
CREATE TABLE cleaning_choices (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  choices TEXT NOT NULL
) STRICT;

-- Derived, like artist_alias.
CREATE TABLE artist_guest (
  artist_id INTEGER NOT NULL,          -- the main artist of a credit
  guest_id INTEGER NOT NULL,
  PRIMARY KEY (artist_id, guest_id)
) STRICT, WITHOUT ROWID;

-- Two bands that may be one: the listener decides.
CREATE TABLE artist_suggestion (
  artist_id INTEGER NOT NULL,          -- the better known
  other_id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  shared_listeners INTEGER NOT NULL,
  shared_works INTEGER NOT NULL,
  PRIMARY KEY (artist_id, other_id)
) STRICT, WITHOUT ROWID;

-- Spellings that a rule which is off would join.
CREATE TABLE cleaning_preview (
  rule TEXT PRIMARY KEY,
  records INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- 1 placeholder, 2 explicit, 4 not printable ASCII; added up.
ALTER TABLE work_summary ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;
CREATE INDEX work_summary_flags ON work_summary (flags) WHERE flags > 0;
ALTER TABLE artist_summary ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;

-- How the columns of a table are read, kept for every table with the same header.

CREATE TABLE column_preset (
  preset_id INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  header TEXT NOT NULL,                -- JSON array, as written
  header_key TEXT NOT NULL,            -- without case, blanks and underscores: what a table is known by
  mapping TEXT NOT NULL,               -- JSON object
  saved_at TEXT NOT NULL,
  UNIQUE (profile_id, header_key)
) STRICT;

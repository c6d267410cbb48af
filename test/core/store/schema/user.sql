-- version 120
CREATE INDEX play_history_item ON play_history (profile_id, artist_key, work_key, played_at);
CREATE INDEX playlist_entry_order ON playlist_entry (playlist_id, position);
CREATE TABLE artist_merge (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  artist_key TEXT NOT NULL,
  other_key TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
  decided_at TEXT NOT NULL,
  PRIMARY KEY (profile_id, artist_key, other_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE cleaning_switch (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  rule TEXT NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  PRIMARY KEY (profile_id, rule)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE explicit_word (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  word TEXT NOT NULL,
  listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
  PRIMARY KEY (profile_id, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE file_verdict (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  artist_key TEXT NOT NULL,
  work_key TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
  decided_at TEXT NOT NULL,
  PRIMARY KEY (profile_id, path, artist_key, work_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE genre_correction (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  artist_key TEXT NOT NULL,
  work_key TEXT NOT NULL DEFAULT '',   -- '' for the band as a whole
  genre TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('is', 'is-not')),
  decided_at TEXT NOT NULL, artist TEXT NOT NULL DEFAULT '', title TEXT,
  PRIMARY KEY (profile_id, artist_key, work_key, genre)
) STRICT, WITHOUT ROWID;
CREATE TABLE play_history (
  play_id INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  origin TEXT NOT NULL,
  played_at INTEGER,                   -- epoch seconds; NULL where the player had no clock
  artist TEXT NOT NULL,
  title TEXT,
  artist_key TEXT NOT NULL,
  work_key TEXT,
  plays INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE playlist (
  playlist_id INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  deleted_at TEXT
) STRICT;
CREATE TABLE playlist_entry (
  entry_id INTEGER PRIMARY KEY AUTOINCREMENT,
  playlist_id INTEGER NOT NULL REFERENCES playlist (playlist_id) ON DELETE CASCADE,
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('artist', 'track')),
  item_id INTEGER,                     -- artist_id or track_id in the library when it was added
  artist TEXT NOT NULL,
  title TEXT,
  year INTEGER,
  artist_key TEXT NOT NULL,
  work_key TEXT,
  added_at TEXT NOT NULL
, location TEXT, duration_ms INTEGER) STRICT;
CREATE TABLE profile (
  profile_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE setting (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (profile_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE undo_log (
  undo_id INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  label TEXT NOT NULL,
  playlist_id INTEGER,
  inverse TEXT NOT NULL                -- JSON
) STRICT;
CREATE TABLE watched_folder (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  folder TEXT NOT NULL,                -- absolute path
  PRIMARY KEY (profile_id, folder)
) STRICT, WITHOUT ROWID;

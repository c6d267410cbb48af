-- What the listener brought: whether models may learn from it, and the audio files on this computer.

-- 0: shown and kept, but no model learns from it.
ALTER TABLE source ADD COLUMN for_taste INTEGER NOT NULL DEFAULT 1 CHECK (for_taste IN (0, 1));

-- Audio files of a source that is a folder. A file without usable tags has no track.
CREATE TABLE audio_file (
  audio_file_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  path TEXT NOT NULL,                  -- absolute
  bytes INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,        -- since 1970
  track_id INTEGER,
  duration_ms INTEGER,
  cover TEXT CHECK (cover IN ('embedded', 'folder')),
  problem TEXT,                        -- reason keyword of a file that could not be read
  vanished INTEGER NOT NULL DEFAULT 0 CHECK (vanished IN (0, 1)),
  UNIQUE (source_id, path)
) STRICT;
CREATE INDEX audio_file_track ON audio_file (track_id);

-- Which works of the library lie in which files; made afresh whenever the library is indexed.
CREATE TABLE file_match (
  audio_file_id INTEGER NOT NULL,
  work_id INTEGER NOT NULL,            -- canonical
  rule TEXT NOT NULL CHECK (rule IN ('tags', 'mbid', 'names')),
  sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
  PRIMARY KEY (audio_file_id, work_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_match_work ON file_match (work_id);

-- Tracks that a listener wants to hear no more of.
CREATE TABLE track_hide (
  listener_id INTEGER NOT NULL,
  track_id INTEGER NOT NULL,
  PRIMARY KEY (listener_id, track_id)
) STRICT, WITHOUT ROWID;

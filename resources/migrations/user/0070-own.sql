-- Playlists that came from files keep where their entries lie; the listener's word on doubtful files counts.

ALTER TABLE playlist_entry ADD COLUMN location TEXT;
ALTER TABLE playlist_entry ADD COLUMN duration_ms INTEGER;

CREATE TABLE file_verdict (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  artist_key TEXT NOT NULL,
  work_key TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
  decided_at TEXT NOT NULL,
  PRIMARY KEY (profile_id, path, artist_key, work_key)
) STRICT, WITHOUT ROWID;

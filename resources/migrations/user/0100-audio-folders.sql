-- Folders of audio files that are looked through again by themselves.
CREATE TABLE watched_folder (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  folder TEXT NOT NULL,                -- absolute path
  PRIMARY KEY (profile_id, folder)
) STRICT, WITHOUT ROWID;

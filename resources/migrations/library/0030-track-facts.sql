-- What sources say of tracks beyond their names, who heard them when, and in which order lists hold them.

-- 1: the listener's own history or files.
ALTER TABLE source ADD COLUMN own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1));

CREATE TABLE track_fact (
  track_id INTEGER PRIMARY KEY,
  album TEXT,
  duration_ms INTEGER,
  mbid TEXT,                           -- MusicBrainz recording
  isrc TEXT,
  uri TEXT,                            -- spotify:track:…, or where else the source says it lies
  explicit INTEGER CHECK (explicit IN (0, 1)),
  popularity REAL                      -- 0 to 100, as the source rates it
) STRICT;
CREATE INDEX track_fact_mbid ON track_fact (mbid) WHERE mbid IS NOT NULL;
CREATE INDEX track_fact_isrc ON track_fact (isrc) WHERE isrc IS NOT NULL;
CREATE INDEX track_fact_uri ON track_fact (uri) WHERE uri IS NOT NULL;

-- How a track sounds. Shares are 0 to 1.
CREATE TABLE track_feature (
  track_id INTEGER PRIMARY KEY,
  tempo REAL,                          -- beats a minute
  loudness REAL,                       -- dB below full scale
  musical_key REAL,                    -- 0 is C, 11 is B
  mode REAL,                           -- 1 major, 0 minor
  time_signature REAL,                 -- beats a bar
  danceability REAL,
  energy REAL,
  valence REAL,
  arousal REAL,
  acousticness REAL,
  instrumentalness REAL,
  liveness REAL,
  speechiness REAL
) STRICT;

CREATE TABLE label (
  label_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('genre', 'mood', 'activity', 'tag', 'language')),
  name TEXT NOT NULL,
  UNIQUE (kind, name)
) STRICT;

CREATE TABLE track_label (
  track_id INTEGER NOT NULL,
  label_id INTEGER NOT NULL,
  weight REAL NOT NULL,                -- 0 to 1, how sure or how strong
  PRIMARY KEY (track_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE track_lyrics (
  track_id INTEGER PRIMARY KEY,
  lyrics TEXT NOT NULL
) STRICT;

-- Tracks that a source calls similar.
CREATE TABLE track_similar (
  track_id INTEGER NOT NULL,
  similar_id INTEGER NOT NULL,
  weight REAL NOT NULL,
  PRIMARY KEY (track_id, similar_id)
) STRICT, WITHOUT ROWID;

-- One play with its moment; track_play counts them. listened_at is in seconds since 1970, NULL where no clock ran.
CREATE TABLE listen (
  listen_id INTEGER PRIMARY KEY,
  listener_id INTEGER NOT NULL,
  track_id INTEGER NOT NULL,
  listened_at INTEGER,
  ms_played INTEGER
) STRICT;
CREATE INDEX listen_by_track ON listen (listener_id, track_id, listened_at);

-- A list with its order: a listener of its own whose tracks came in this order.
CREATE TABLE listener_list (
  listener_id INTEGER PRIMARY KEY,
  name TEXT,
  track_ids BLOB NOT NULL              -- in order, LEB128
) STRICT;

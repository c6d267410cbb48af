-- version 195
CREATE INDEX artist_alias_canonical ON artist_alias (canonical_id);
CREATE INDEX artist_by_key ON artist (artist_key);
CREATE INDEX artist_listing_artist ON artist_listing (artist_id);
CREATE INDEX audio_file_track ON audio_file (track_id);
CREATE INDEX file_match_work ON file_match (work_id);
CREATE INDEX ledger_example_file ON ledger_example (file_id, keyword);
CREATE INDEX listen_by_track ON listen (listener_id, track_id, listened_at);
CREATE INDEX source_file_digest ON source_file (sha256);
CREATE INDEX source_file_source ON source_file (source_id);
CREATE INDEX track_fact_isrc ON track_fact (isrc) WHERE isrc IS NOT NULL;
CREATE INDEX track_fact_mbid ON track_fact (mbid) WHERE mbid IS NOT NULL;
CREATE INDEX track_fact_uri ON track_fact (uri) WHERE uri IS NOT NULL;
CREATE UNIQUE INDEX track_listed ON track (source_id, external_id);
CREATE INDEX track_work ON track (work_id);
CREATE INDEX work_alias_canonical ON work_alias (canonical_id);
CREATE INDEX work_artist ON work (artist_id);
CREATE INDEX work_summary_artist ON work_summary (artist_id, listeners DESC);
CREATE INDEX work_summary_flags ON work_summary (flags) WHERE flags > 0;
CREATE TABLE artist (
  artist_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  artist_key TEXT NOT NULL             -- stable key: what user.sqlite remembers a band by
) STRICT;
CREATE TABLE artist_alias (
  artist_id INTEGER PRIMARY KEY,
  canonical_id INTEGER NOT NULL,
  rule TEXT NOT NULL
) STRICT;
CREATE TABLE artist_decade (
  artist_id INTEGER NOT NULL,
  decade INTEGER NOT NULL,
  PRIMARY KEY (artist_id, decade)
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_fact (
  source_id INTEGER NOT NULL,
  artist_id INTEGER NOT NULL,
  country TEXT,
  formed INTEGER,
  mbid TEXT,
  PRIMARY KEY (source_id, artist_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_genre (
  artist_id INTEGER NOT NULL,
  genre_id INTEGER NOT NULL,
  weight REAL NOT NULL,                -- share of what is said of the band's genres, 0 to 1
  PRIMARY KEY (artist_id, genre_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_guest (
  artist_id INTEGER NOT NULL,          -- the main artist of a credit
  guest_id INTEGER NOT NULL,
  PRIMARY KEY (artist_id, guest_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_label (
  source_id INTEGER NOT NULL,
  artist_id INTEGER NOT NULL,
  label TEXT NOT NULL,
  weight REAL NOT NULL,
  PRIMARY KEY (source_id, artist_id, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_listing (
  listing_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  external_id ANY NOT NULL,
  artist_id INTEGER,
  named INTEGER NOT NULL CHECK (named IN (0, 1)),  -- 1: this source gave the name; 0: only used the id
  UNIQUE (source_id, external_id)
) STRICT;
CREATE TABLE artist_play (
  listener_id INTEGER NOT NULL,
  listing_id INTEGER NOT NULL,
  plays INTEGER NOT NULL,
  PRIMARY KEY (listener_id, listing_id)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE artist_search USING fts5 (
  search_key, content = '', contentless_delete = 1, detail = 'full', tokenize = 'unicode61 remove_diacritics 0',
  prefix = '1 2 3 4'
);
CREATE TABLE 'artist_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'artist_search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'artist_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
CREATE TABLE 'artist_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE artist_source (
  artist_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  PRIMARY KEY (artist_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_suggestion (
  artist_id INTEGER NOT NULL,          -- the better known
  other_id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  shared_listeners INTEGER NOT NULL,
  shared_works INTEGER NOT NULL,
  PRIMARY KEY (artist_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_summary (
  artist_id INTEGER PRIMARY KEY,
  listeners INTEGER NOT NULL,
  tracks INTEGER NOT NULL,
  year INTEGER,
  country TEXT,
  listener_ids BLOB NOT NULL,          -- ascending, differences as LEB128
  plays BLOB NOT NULL                  -- beside them, LEB128
, flags INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE audio_file (
  audio_file_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  path TEXT NOT NULL,                  -- absolute
  bytes INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL,        -- since 1970
  track_id INTEGER,
  duration_ms INTEGER,
  problem TEXT,                        -- reason keyword of a file that could not be read
  vanished INTEGER NOT NULL DEFAULT 0 CHECK (vanished IN (0, 1)), said TEXT,
  UNIQUE (source_id, path)
) STRICT;
CREATE TABLE cleaning_choices (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  choices TEXT NOT NULL
) STRICT;
CREATE TABLE cleaning_preview (
  rule TEXT PRIMARY KEY,
  records INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE file_match (
  audio_file_id INTEGER NOT NULL,
  work_id INTEGER NOT NULL,            -- canonical
  rule TEXT NOT NULL CHECK (rule IN ('tags', 'mbid', 'names')),
  sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
  PRIMARY KEY (audio_file_id, work_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE genre (
  genre_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  parent_id INTEGER
) STRICT;
CREATE TABLE genre_vote (
  artist_id INTEGER NOT NULL,          -- canonical
  voter INTEGER NOT NULL,              -- 0 listeners, 1 to 3 classifiers of sound (catalog/genre-votes.ts), 16 + source_id what a source states
  genre_id INTEGER NOT NULL,
  weight REAL NOT NULL,                -- how often and how surely it was said
  PRIMARY KEY (artist_id, voter, genre_id)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE label (
  label_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('genre', 'mood', 'activity', 'tag', 'language')),
  name TEXT NOT NULL,
  UNIQUE (kind, name)
) STRICT;
CREATE TABLE ledger (
  file_id INTEGER NOT NULL REFERENCES source_file (file_id) ON DELETE CASCADE,
  disposition TEXT NOT NULL CHECK (disposition IN ('rejected', 'merged', 'set-aside', 'repaired')),
  keyword TEXT NOT NULL,
  records INTEGER NOT NULL,
  PRIMARY KEY (file_id, disposition, keyword)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_example (
  file_id INTEGER NOT NULL REFERENCES source_file (file_id) ON DELETE CASCADE,
  keyword TEXT NOT NULL,
  line INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE TABLE library_fact (
  name TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE listen (
  listen_id INTEGER PRIMARY KEY,
  listener_id INTEGER NOT NULL,
  track_id INTEGER NOT NULL,
  listened_at INTEGER,
  ms_played INTEGER
) STRICT;
CREATE TABLE listener (
  listener_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  external_id ANY NOT NULL,
  UNIQUE (source_id, external_id)
) STRICT;
CREATE TABLE listener_list (
  listener_id INTEGER PRIMARY KEY,
  name TEXT,
  track_ids BLOB NOT NULL              -- in order, LEB128
) STRICT;
CREATE TABLE listener_profile (
  listener_id INTEGER PRIMARY KEY,
  country TEXT
) STRICT;
CREATE TABLE model (
  model_id INTEGER PRIMARY KEY AUTOINCREMENT,
  algorithm TEXT NOT NULL,
  entity TEXT NOT NULL CHECK (entity IN ('artist', 'track')),
  parameters TEXT NOT NULL,            -- JSON object
  seed INTEGER NOT NULL,
  dimensions INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  trained_at TEXT NOT NULL,
  seconds REAL NOT NULL,
  items INTEGER NOT NULL,
  listeners INTEGER NOT NULL,
  interactions INTEGER NOT NULL,
  quality TEXT,                        -- JSON object or NULL
  baseline TEXT, weight REAL, updated TEXT, learned_from BLOB, gram BLOB,
  UNIQUE (algorithm, entity)
) STRICT;
CREATE TABLE neighbour_list (
  model_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,            -- canonical artist or work
  neighbours BLOB NOT NULL,            -- item ids, nearest first: int32, little-endian
  similarities BLOB NOT NULL,          -- as many float32, little-endian
  PRIMARY KEY (model_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE source (
  source_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  id_space TEXT NOT NULL,              -- external ids mean the same thing in every source of one space
  state TEXT NOT NULL CHECK (state IN ('importing', 'ready', 'removing')),
  simulated INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1)),
  imported_at TEXT NOT NULL,
  seconds REAL NOT NULL DEFAULT 0,
  licence TEXT,
  origin TEXT
, own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)), for_taste INTEGER NOT NULL DEFAULT 1 CHECK (for_taste IN (0, 1))) STRICT;
CREATE TABLE source_file (
  file_id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES source (source_id) ON DELETE CASCADE,
  path TEXT NOT NULL,                  -- as the user named it, to show; never opened again
  format TEXT,
  format_table TEXT,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  records_read INTEGER NOT NULL DEFAULT 0,
  kept INTEGER NOT NULL DEFAULT 0,
  merged INTEGER NOT NULL DEFAULT 0,
  set_aside INTEGER NOT NULL DEFAULT 0,
  refusal TEXT,                        -- keyword, where the file as a whole was refused
  message TEXT                         -- and why, in words
, how_read TEXT) STRICT;
CREATE TABLE tag_listing (
  tag_listing_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  external_id ANY NOT NULL,
  name TEXT,
  named INTEGER NOT NULL CHECK (named IN (0, 1)),
  UNIQUE (source_id, external_id)
) STRICT;
CREATE TABLE tagging (
  listener_id INTEGER NOT NULL,
  listing_id INTEGER NOT NULL,
  tag_listing_id INTEGER NOT NULL,
  tagged_on TEXT,
  PRIMARY KEY (listener_id, listing_id, tag_listing_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE "track" (
  track_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  external_id ANY NOT NULL,
  work_id INTEGER,
  title TEXT,
  version TEXT,                        -- live, remaster, edit …; NULL for the plain one
  year INTEGER
) STRICT;
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
CREATE TABLE track_hide (
  listener_id INTEGER NOT NULL,
  track_id INTEGER NOT NULL,
  PRIMARY KEY (listener_id, track_id)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE track_play (
  listener_id INTEGER NOT NULL,
  track_id INTEGER NOT NULL,
  plays INTEGER NOT NULL,
  PRIMARY KEY (listener_id, track_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE track_similar (
  track_id INTEGER NOT NULL,
  similar_id INTEGER NOT NULL,
  weight REAL NOT NULL,
  PRIMARY KEY (track_id, similar_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE track_sound (
  track_id INTEGER PRIMARY KEY,
  submissions INTEGER NOT NULL,        -- how many were averaged
  shares BLOB NOT NULL                 -- little-endian, 65534 is certain, 65535 not said
) STRICT;
CREATE TABLE track_title (
  track_id INTEGER NOT NULL,
  artist_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  records INTEGER NOT NULL,
  PRIMARY KEY (track_id, artist_id, title)
) STRICT, WITHOUT ROWID;
CREATE TABLE "work" (
  work_id INTEGER PRIMARY KEY,
  artist_id INTEGER NOT NULL,
  work_key TEXT NOT NULL
) STRICT;
CREATE TABLE work_alias (
  work_id INTEGER PRIMARY KEY,
  canonical_id INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE work_search USING fts5 (
  search_key, content = '', contentless_delete = 1, detail = 'none', tokenize = 'unicode61 remove_diacritics 0',
  prefix = '1 2 3 4'
);
CREATE TABLE 'work_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'work_search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'work_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
CREATE TABLE 'work_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE work_summary (
  work_id INTEGER PRIMARY KEY,
  artist_id INTEGER NOT NULL,
  track_id INTEGER NOT NULL,
  year INTEGER,
  listeners INTEGER NOT NULL,
  listener_ids BLOB NOT NULL,          -- as in artist_summary
  plays BLOB NOT NULL
, flags INTEGER NOT NULL DEFAULT 0) STRICT;

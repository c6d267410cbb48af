-- Who says what of a band's genres. Derived; artist_genre is tallied from it.
CREATE TABLE genre_vote (
  artist_id INTEGER NOT NULL,          -- canonical
  voter INTEGER NOT NULL,              -- 0 listeners, 1 to 3 classifiers of sound (catalog/genre-votes.ts), 16 + source_id what a source states
  genre_id INTEGER NOT NULL,
  weight REAL NOT NULL,                -- how often and how surely it was said
  PRIMARY KEY (artist_id, voter, genre_id)
) STRICT, WITHOUT ROWID;

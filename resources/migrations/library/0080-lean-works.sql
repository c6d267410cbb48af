-- Works are found by their band; the import knows in memory which of its titles it has met. The unique index over every
-- title took as much room as the titles themselves, and most of the time of a large import.

CREATE TABLE work_without_index (
  work_id INTEGER PRIMARY KEY,
  artist_id INTEGER NOT NULL,
  work_key TEXT NOT NULL
) STRICT;
INSERT INTO work_without_index (work_id, artist_id, work_key) SELECT work_id, artist_id, work_key FROM work;
DROP TABLE work;
ALTER TABLE work_without_index RENAME TO work;
CREATE INDEX work_artist ON work (artist_id);


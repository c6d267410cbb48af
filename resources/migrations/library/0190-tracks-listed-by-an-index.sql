-- A first load fills tracks without the index over their ids and makes it of the sorted whole: 5 million ids that found
-- their places one by one took longer than everything else that is stored of them. A constraint cannot be taken away.

CREATE TABLE track_without_index (
  track_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  external_id ANY NOT NULL,
  work_id INTEGER,
  title TEXT,
  version TEXT,                        -- live, remaster, edit …; NULL for the plain one
  year INTEGER
) STRICT;
INSERT INTO track_without_index SELECT * FROM track;
DROP TABLE track;
ALTER TABLE track_without_index RENAME TO track;
CREATE INDEX track_work ON track (work_id);
CREATE UNIQUE INDEX track_listed ON track (source_id, external_id);

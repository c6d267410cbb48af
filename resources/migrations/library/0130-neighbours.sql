-- Models that are lists of neighbours, an item a row, beside those that are vectors.
CREATE TABLE neighbour_list (
  model_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,            -- canonical artist or work
  neighbours BLOB NOT NULL,            -- item ids, nearest first: int32, little-endian
  similarities BLOB NOT NULL,          -- as many float32, little-endian
  PRIMARY KEY (model_id, item_id)
) STRICT, WITHOUT ROWID;
ALTER TABLE model ADD COLUMN weight REAL;       -- its part in lists, found on hidden items; NULL: as much as others
ALTER TABLE model ADD COLUMN updated TEXT;      -- JSON: what it took in since it was learned; NULL: nothing

-- A sketch of the interactions that there were when a model was learned as a whole, to tell how many have come or gone
-- since (int32, little-endian); NULL for vectors from elsewhere and for models learned before.
ALTER TABLE model ADD COLUMN learned_from BLOB;

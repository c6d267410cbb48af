-- Diagonal of the items' Gram matrix as ALS learned it, where items count differently among those that a listener does
-- not have: what folding a listener in needs of those weights (float64, little-endian); NULL where all count the same.
ALTER TABLE model ADD COLUMN gram BLOB;

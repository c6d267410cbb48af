-- Corrections are listed by the names they were made under, whatever the library holds today.

ALTER TABLE genre_correction ADD COLUMN artist TEXT NOT NULL DEFAULT '';
ALTER TABLE genre_correction ADD COLUMN title TEXT;  -- NULL for the band as a whole

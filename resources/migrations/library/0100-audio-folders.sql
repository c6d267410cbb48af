-- Covers are looked for when they are shown: what a file holds need not be read for its picture at the import.
ALTER TABLE audio_file DROP COLUMN cover;

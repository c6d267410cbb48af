-- Digest of what an audio file's tags say: read anew, one that says the same changes nothing of the library. NULL where it was
-- read before this was noted.
ALTER TABLE audio_file ADD COLUMN said TEXT;

-- How the rows of a table were read (sources/saved/how-read.ts), so that records saved from its ledger can be read again.
ALTER TABLE source_file ADD COLUMN how_read TEXT;

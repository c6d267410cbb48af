-- What is searched for is found best known first: the rowid of a search row begins with how well known the work or band
-- is (index-rows.ts), so that the first matches are the ones to show and the rest need not be read. Single letters and
-- four-letter beginnings have lists of their own; positions of words are not kept for tracks.

DROP TABLE work_search;
CREATE VIRTUAL TABLE work_search USING fts5 (
  search_key, content = '', contentless_delete = 1, detail = 'none', tokenize = 'unicode61 remove_diacritics 0',
  prefix = '1 2 3 4'
);
-- Bulk loads gather this many bytes of words in memory before they are sorted into the index.
INSERT INTO work_search (work_search, rank) VALUES ('hashsize', 33554432);

DROP TABLE artist_search;
CREATE VIRTUAL TABLE artist_search USING fts5 (
  search_key, content = '', contentless_delete = 1, detail = 'full', tokenize = 'unicode61 remove_diacritics 0',
  prefix = '1 2 3 4'
);

-- Words that mark a title as explicit, and words that do not, beside the list that Sidetrack starts with.
CREATE TABLE explicit_word (
  profile_id INTEGER NOT NULL REFERENCES profile (profile_id) ON DELETE CASCADE,
  word TEXT NOT NULL,
  listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
  PRIMARY KEY (profile_id, word)
) STRICT, WITHOUT ROWID;

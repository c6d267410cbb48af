-- What classifiers heard in a recording: 16 bits a class, in the order of sources/sounds.ts.

CREATE TABLE track_sound (
  track_id INTEGER PRIMARY KEY,
  submissions INTEGER NOT NULL,        -- how many were averaged
  shares BLOB NOT NULL                 -- little-endian, 65534 is certain, 65535 not said
) STRICT;

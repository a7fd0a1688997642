"""One file per schema version, each with its statements in the SQL file beside it."""

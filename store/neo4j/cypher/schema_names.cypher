// What of the schema is there.
SHOW INDEXES YIELD name
RETURN name

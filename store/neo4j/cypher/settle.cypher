// Tells whether a write was kept whose commit went unanswered: waits until no
// write is under way, then looks for its mark. Rolled back afterwards.
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
SET w.seq = w.seq + 1
WITH w
RETURN $mark IN w.recent

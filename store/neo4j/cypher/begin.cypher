// Begins a write: waits for the writer before, in any process, and leaves the
// mark by which settle finds out whether this one was kept. The store's record
// comes along.
MATCH (w:Writer {name: 'cobuild'})
USING INDEX SEEK w:Writer(name)
SET w.seq = w.seq + 1
WITH w
SET w.recent = $mark + w.recent[..63]
RETURN w.format, w.revision, w.regions, w.ruleset, w.sample, w.placed, w.loading, w.rules, w.set, w.beside

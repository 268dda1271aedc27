// Begins a write: waits for the writer before, in any process, and leaves the
// mark by which settle finds out whether this one was kept.
MATCH (w:Writer {name: 'cobuild'})
USING INDEX w:Writer(name)
SET w.seq = w.seq + 1
WITH w
SET w.recent = $mark + w.recent[..63]
RETURN w.seq, w.set

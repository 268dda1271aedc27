// A run of the findings of one code for each range: one index seek, in order.
UNWIND $ranges AS range
CALL (range) {
  MATCH (f:Finding)
  USING INDEX f:Finding(code, pos)
  WHERE f.code = range.code AND f.pos > range.after AND f.pos < range.before
    AND (range.on = 0 OR (f.pieceSince <= range.on AND range.on < f.pieceUntil))
  RETURN f
  ORDER BY f.code {{.Order}}, f.pos {{.Order}}
  LIMIT $limit
}
RETURN range.index, f.pos, f.code, f.id, f.subject, f.related, f.since, f.until,
  f.pieceSince, f.pieceUntil, f.region, f.attributes

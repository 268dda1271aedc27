// Takes away everything but the store's record, some at a time.
MATCH (n)
WHERE NOT n:Writer
CALL (n) {
  DETACH DELETE n
} IN TRANSACTIONS OF 5000 ROWS

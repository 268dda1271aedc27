// Drops links of one hop by id.
UNWIND $ids AS id
MATCH ()-[r:{{.Hop}}]->()
USING INDEX r:{{.Hop}}(id)
WHERE r.id = id
DELETE r

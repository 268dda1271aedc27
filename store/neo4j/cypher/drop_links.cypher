// Drops links of one hop by id.
UNWIND $ids AS id
MATCH ()-[r:{{.Hop}}]->()
USING INDEX SEEK r:{{.Hop}}(id)
WHERE r.id = id
DELETE r

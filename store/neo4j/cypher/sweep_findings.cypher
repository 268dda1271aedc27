// Takes away some of the findings of a set.
MATCH (f:{{.Finding}})
USING INDEX SEEK f:{{.Finding}}(id)
WHERE f.id > ''
WITH f
LIMIT $limit
DETACH DELETE f
RETURN count(*)

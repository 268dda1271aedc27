// Moves nouns to another place in the lists of others.
UNWIND $rows AS row
MATCH (n:Noun {id: row.id}){{.Left}}-[r:{{.Hops}}]-{{.Right}}()
USING INDEX SEEK n:Noun(id)
SET r.{{.Self}} = row.key + '!' + r.id

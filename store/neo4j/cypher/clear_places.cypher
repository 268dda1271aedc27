// Takes nouns off all shelves.
UNWIND $ids AS id
MATCH (n:Noun {id: id})<-[:LISTS]-(p:Place)
USING INDEX SEEK n:Noun(id)
DETACH DELETE p

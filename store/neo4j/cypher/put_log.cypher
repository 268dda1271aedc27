// Appends to the change log and ties each entry to the nouns it is about.
UNWIND $rows AS row
CREATE (e:Entry {at: row.at, revision: row.revision, index: row.index, subjects: row.subjects, doc: row.doc})
WITH e, row
UNWIND row.subjects AS subject
MERGE (n:Noun {id: subject})
CREATE (e)-[:CHANGED {subject: subject, at: row.at}]->(n)

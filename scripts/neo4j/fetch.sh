#!/bin/sh
# Fetches the jars of the Neo4j in pom.xml into .neo4j/lib; does nothing when
# they are there already.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/scripts/neo4j
lib=$root/.neo4j/lib
want=$(cksum <"$here/pom.xml")
if [ "$(cat "$lib/.pom" 2>/dev/null || true)" = "$want" ]; then
  exit 0
fi
command -v mvn >/dev/null || { echo "fetch.sh: mvn is missing: install Maven and Java 17 (Debian: apt install maven)" >&2; exit 1; }
rm -rf "$lib"
mkdir -p "$lib"
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$lib"
echo "$want" >"$lib/.pom"

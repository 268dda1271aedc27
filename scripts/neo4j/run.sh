#!/bin/sh
# Runs a Neo4j on loopback until Ctrl-C: run.sh [PORT] [HOME].
# PORT is 7687 and HOME .neo4j/home unless given. There is no sign-in.
# HEAP (1g) and PAGECACHE (512m) are the memory it takes; 100,000 units want 2g of each.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
port=${1:-7687}
home=${2:-$root/.neo4j/home}
command -v java >/dev/null || { echo "run.sh: java is missing: install Java 17 (Debian: apt install openjdk-17-jre-headless)" >&2; exit 1; }
"$root/scripts/neo4j/fetch.sh"
mkdir -p "$home"
echo "Neo4j at bolt://127.0.0.1:$port, data in $home; it is ready when the line \"ready $port\" appears"
exec java "-Xmx${HEAP:-1g}" "-Dpagecache=${PAGECACHE:-512m}" \
  --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED \
  -cp "$root/.neo4j/lib/*" "$root/scripts/neo4j/Neo4jServer.java" "$home" "$port"

#!/usr/bin/env bash
# Starts Canopy as one more target of a side-by-side bench that speaks of one table accounts and one table users.
# Reads PORT, DATABASE_URL and SQLITE (the bench's rows, in PostgreSQL and in a file), CANOPY_BENCH_TOKEN (a bearer
# token of at least 32 random characters, let in as an operator), and CANOPY_ON: postgres (default) or sqlite.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(dirname "$SQLITE")
go build -o "$scratch/canopy" .
case ${CANOPY_ON:-postgres} in
postgres)
  psql -q "$DATABASE_URL" -c 'DROP DATABASE IF EXISTS canopy' -c 'CREATE DATABASE canopy'
  from=$DATABASE_URL
  to=${DATABASE_URL/\/bench?/\/canopy?}
  ;;
sqlite)
  from=$SQLITE
  to=sqlite://$scratch/canopy.db
  ;;
esac
[ "$from" != "$to" ] || { echo "DATABASE_URL must name the database bench, and something behind it" >&2; exit 1; }
go run ./bench/peers -from "$from" -to "$to"
[ "${CANOPY_ON:-postgres}" = sqlite ] || psql -q "$to" -c "VACUUM (ANALYZE)" # as the bench does with its own database
exec "$scratch/canopy" serve --database-url "$to" --addr "127.0.0.1:$PORT"

#!/bin/sh
# check.sh postgres -c NAME=VALUE…: whether Postgres takes these settings. `postgres -C` reads them with those of the data
# folder, prints one and ends; the running server is not touched (postgres(1)).
set -eu

[ "$#" -gt 0 ] && shift
as_postgres() {
  if command -v gosu >/dev/null; then
    gosu postgres "$@"
  else
    setpriv --reuid postgres --regid postgres --clear-groups "$@"
  fi
}
as_postgres postgres -C max_connections -D "${PGDATA:-/var/lib/postgresql/data}" "$@" >/dev/null
echo "postgres takes these settings"

#!/bin/sh
# Ready: the right user gets an answer from the right database, over TCP and with its password, and may write.
# The temporary server of the first start listens on its socket only, so TCP tells the two apart.
set -eu

if [ ! -r "${POSTGRES_PASSWORD_FILE:-}" ]; then
  echo "cannot read the secret postgres_password"
  exit 1
fi
PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
export PGPASSWORD PGCONNECT_TIMEOUT=3

answer=$(psql --no-psqlrc --no-password --tuples-only --no-align --host 127.0.0.1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --command 'SELECT pg_is_in_recovery()' 2>&1) || {
  echo "$answer"
  exit 1
}
if [ "$answer" != f ]; then
  echo "answers, but is in recovery: it cannot be written to yet"
  exit 1
fi
echo "answers in the database $POSTGRES_DB"

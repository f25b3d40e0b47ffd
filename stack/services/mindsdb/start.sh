#!/bin/sh
# MindsDB reads its password from the environment only: it is put there here, where `docker inspect` does not look.
set -eu
. /gantry-hand-over/secret.sh

MINDSDB_PASSWORD=$(read_secret mindsdb_password)
export MINDSDB_PASSWORD
exec python -Im mindsdb --config=/root/mindsdb_config.json --api=http,mysql

#!/bin/sh
# Writes the API key into a configuration file in memory, then goes on as uid 1000.
set -eu
. /gantry-hand-over/secret.sh

key=$(read_secret qdrant_api_key)
# A single-quoted YAML string: only the quote itself is doubled.
(umask 077 && printf "service:\n  api_key: '%s'\n" "$(printf %s "$key" | sed "s/'/''/g")" >/run/gantry/qdrant.yaml)
unset key
chown 1000:1000 /run/gantry/qdrant.yaml
own_folder /qdrant/storage 1000 1000
cd /qdrant
exec sh /gantry-hand-over/hand-over.sh 1000 1000 ./entrypoint.sh --config-path /run/gantry/qdrant.yaml

#!/bin/sh
# Copies the secrets to where nobody (65534) can read them, in memory, then goes on as nobody.
set -eu
. /gantry-hand-over/secret.sh

for name in gantry_token qdrant_api_key llama_api_key; do
  copy_secret "$name" "/run/gantry/$name" 65534:65534
done
own_folder /prometheus 65534 65534
exec sh /gantry-hand-over/hand-over.sh 65534 65534 /bin/prometheus "$@"

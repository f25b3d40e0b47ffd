#!/bin/sh
# docker compose exec -it autogpt sh /gantry/run.sh [ARGUMENT…]
# With the key in its own environment only. Its files are in the volume, under /app/data.
set -eu
. /gantry-hand-over/secret.sh

OPENAI_API_KEY=$(read_secret llama_api_key)
export OPENAI_API_KEY
cd /app
exec poetry run autogpt "$@"

#!/bin/sh
# docker compose exec -it aider sh /gantry/run.sh [ARGUMENT…]
# As uid 1000, with the key in its own environment only.
set -eu

OPENAI_API_KEY=$(cat /run/gantry/api-key)
export OPENAI_API_KEY
cd /workspace
command=$(command -v aider || echo /venv/bin/aider)
exec sh /gantry-hand-over/hand-over.sh 1000 1000 "$command" "$@"

#!/bin/sh
# Open WebUI reads its secrets from the environment only: they are put there here, where `docker inspect` does not look.
set -eu
. /gantry-hand-over/secret.sh

WEBUI_SECRET_KEY=$(read_secret open_webui_secret_key)
OPENAI_API_KEY=$(read_secret llama_api_key)
RAG_OPENAI_API_KEY=$(read_secret gantry_token)
export WEBUI_SECRET_KEY OPENAI_API_KEY RAG_OPENAI_API_KEY
exec bash /app/backend/start.sh

#!/bin/sh
# Says plainly what is missing, then goes on as nobody (65534) with a copy of the key it can read.
set -eu
. /gantry-hand-over/secret.sh

if [ ! -f "$LLAMA_ARG_MODEL" ]; then
  echo "error: model file $LLAMA_ARG_MODEL does not exist; put a GGUF file into the folder of LLAMA_MODELS and its name into LLAMA_MODEL" >&2
  found=$(ls /models 2>/dev/null | grep -i '\.gguf$' | head -n 5 | tr '\n' ' ')
  echo "in that folder: ${found:-no GGUF file}" >&2
  exit 1
fi
copy_secret llama_api_key /run/gantry/api-key 65534:65534
cd /app
exec sh /gantry-hand-over/hand-over.sh 65534 65534 /app/llama-server --api-key-file /run/gantry/api-key "$@"

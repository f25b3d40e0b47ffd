#!/bin/sh
# Prepares the workspace, then waits as uid 1000 until it is stopped: the agent itself is run by `exec` (run.sh).
set -eu
. /gantry-hand-over/secret.sh

copy_secret llama_api_key /run/gantry/api-key 1000:1000
own_folder /workspace 1000 1000
# A shell as process 1 ignores SIGTERM unless told; sleeping in the background lets the trap run at once.
exec sh /gantry-hand-over/hand-over.sh 1000 1000 sh -c '
  mkdir -p "$HOME"
  trap "exit 0" TERM INT
  while :; do sleep 3600 & wait $!; done'

#!/bin/sh
# Waits until it is stopped: the agent itself is run by `exec` (run.sh).
# A shell as process 1 ignores SIGTERM unless told; sleeping in the background lets the trap run at once.
set -eu

trap 'exit 0' TERM INT
while :; do
  sleep 3600 &
  wait $! || true
done

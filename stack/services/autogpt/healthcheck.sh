#!/bin/sh
# Ready to be used: the program is there, and its volume can be written to.
set -u

if [ ! -d /app/autogpt ]; then
  echo 'the image has no /app/autogpt'
  exit 1
fi
if ! touch /app/data/.gantry-healthcheck; then
  echo 'permission denied: the volume at /app/data cannot be written to'
  exit 1
fi
echo 'autogpt waits for exec'

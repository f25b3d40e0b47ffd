#!/bin/sh
# Ready to be used: the program is there, and the workspace is uid 1000's own.
set -u

if ! command -v aider >/dev/null 2>&1 && [ ! -x /venv/bin/aider ]; then
  echo 'the image has no aider'
  exit 1
fi
if [ "$(stat -c %u /workspace)" != 1000 ]; then
  echo '/workspace does not belong to uid 1000: permission denied for the agent'
  exit 1
fi
echo 'aider waits for exec'

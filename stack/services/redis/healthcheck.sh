#!/bin/sh
# Ready: the password is accepted and PING answers PONG. While the data is being read it answers LOADING instead.
set -eu

if [ ! -r /run/secrets/redis_password ]; then
  echo "cannot read the secret redis_password"
  exit 1
fi
# By the environment: an argument could be read in the list of processes.
REDISCLI_AUTH=$(tr -d '\r\n' </run/secrets/redis_password)
export REDISCLI_AUTH

answer=$(redis-cli -h 127.0.0.1 -p 6379 --no-auth-warning ping 2>&1) || true
if [ "$answer" != PONG ]; then
  echo "${answer:-no answer}"
  exit 1
fi
echo PONG

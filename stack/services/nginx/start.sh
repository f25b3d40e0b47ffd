#!/bin/sh
# The engine's name server differs from engine to engine: nginx is told the one this container has.
set -eu

NGINX_RESOLVER=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2; exit }' /etc/resolv.conf)
if [ -z "$NGINX_RESOLVER" ]; then
  echo "start: /etc/resolv.conf names no server; the container needs a network" >&2
  exit 1
fi
export NGINX_RESOLVER
exec /docker-entrypoint.sh nginx -g 'daemon off;'

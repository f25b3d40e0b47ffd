#!/bin/sh
# Writes the configuration with the password's hash (never the password) into memory, then goes on as redis (999).
# The image's own entrypoint is left out: all it would add are modules nobody here uses.
set -eu
. /gantry-hand-over/secret.sh

password=$(read_secret redis_password)
hash=$(printf %s "$password" | sha256sum | cut -d ' ' -f 1)
unset password

(
  umask 077
  cat >/run/gantry/redis.conf <<CONF
bind * -::*
port 6379
dir /data
loglevel ${REDIS_LOG_LEVEL:-notice}
user default on #$hash ~* &* +@all
maxmemory ${REDIS_MAXMEMORY:-128mb}
maxmemory-policy noeviction
appendonly yes
appendfsync ${REDIS_APPENDFSYNC:-everysec}
CONF
)
chown 999:999 /run/gantry/redis.conf
own_folder /data 999 999
exec sh /gantry-hand-over/hand-over.sh 999 999 redis-server /run/gantry/redis.conf

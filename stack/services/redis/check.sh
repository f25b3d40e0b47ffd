#!/bin/sh
# Redis reads its configuration line by line and ends at the first line it does not take. The last line here is one it never takes:
# where that one is named all others were fine, and no server was started.
set -eu

said=$(redis-server - <<CONF 2>&1
loglevel ${REDIS_LOG_LEVEL:-notice}
maxmemory ${REDIS_MAXMEMORY:-128mb}
appendfsync ${REDIS_APPENDFSYNC:-everysec}
end-of-check
CONF
) || true
case $said in
*"end-of-check"*) echo "redis takes these values" ;;
*)
  printf '%s\n' "$said" >&2
  exit 1
  ;;
esac

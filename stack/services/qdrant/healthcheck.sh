#!/bin/bash
# Ready: every shard answers (/readyz), and a request with the key is served: the key is the one it was given.
set -u

key=$(tr -d '\r\n' </run/secrets/qdrant_api_key) || {
  echo 'cannot read the secret qdrant_api_key'
  exit 1
}

# get PATH: status line, headers and body. HTTP/1.0, so that the connection ends with the answer.
get() {
  local request
  printf -v request 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:6333\r\napi-key: %s\r\n\r' "$1" "$key"
  exec 3<>/dev/tcp/127.0.0.1/6333 || return 1
  # In one piece: printf itself would send line by line.
  cat <<<"$request" >&3
  cat <&3
  exec 3>&-
}

ready=$(get /readyz 2>&1)
if [[ ! $ready =~ ^HTTP/1\.[01]\ 200 ]]; then
  echo "/readyz: ${ready##*$'\n'}"
  exit 1
fi
collections=$(get /collections 2>&1)
if [[ ! $collections =~ ^HTTP/1\.[01]\ 200 || $collections != *'"status":"ok"'* ]]; then
  echo "/collections with the key: ${collections%%$'\r'*}"
  exit 1
fi
echo 'all shards are ready'

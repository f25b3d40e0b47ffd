#!/bin/sh
# Ready: the HTTP API answers its ping.
set -u

answer=$(curl --silent --show-error --max-time 4 http://127.0.0.1:47334/api/util/ping 2>&1)
case $answer in
*'"status":"ok"'* | *'"status": "ok"'*) echo 'ping ok' ;;
*)
  echo "${answer:-no answer}"
  exit 1
  ;;
esac

#!/bin/sh
# Ready: it serves and its database answers.
set -u

answer=$(wget -q -T 4 -O - http://127.0.0.1:3000/api/health 2>&1)
case $answer in
*'"database":"ok"'* | *'"database": "ok"'*) echo 'database ok' ;;
*)
  echo "${answer:-no answer}"
  exit 1
  ;;
esac

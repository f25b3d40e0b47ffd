#!/bin/sh
# Ready: it serves and its database answers.
set -u

answer=$(curl --silent --show-error --max-time 4 http://127.0.0.1:8080/health/db 2>&1)
case $answer in
*'"status":true'* | *'"status": true'*) echo 'serves, and its database answers' ;;
*)
  echo "${answer:-no answer}"
  exit 1
  ;;
esac

#!/bin/sh
# Ready: the model is loaded. While it loads, /health answers 503 with "Loading model".
set -u

answer=$(curl --silent --show-error --max-time 4 http://127.0.0.1:8080/health 2>&1)
case $answer in
*'"status":"ok"'* | *'"status": "ok"'*) echo 'model loaded' ;;
*)
  echo "${answer:-no answer}"
  exit 1
  ;;
esac

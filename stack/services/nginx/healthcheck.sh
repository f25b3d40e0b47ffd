#!/bin/sh
# Ready: nginx runs Gantry's configuration, not the image's own page.
set -u

if command -v curl >/dev/null 2>&1; then
  answer=$(curl --silent --show-error --max-time 4 http://127.0.0.1:8080/gantry/health 2>&1)
else
  answer=$(wget -q -T 4 -O - http://127.0.0.1:8080/gantry/health 2>&1)
fi
case $answer in
*'"service":"nginx","status":"ok"'*) echo 'serves the configuration of Gantry' ;;
*)
  echo "${answer:-no answer}"
  exit 1
  ;;
esac

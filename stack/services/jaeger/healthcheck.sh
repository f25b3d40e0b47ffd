#!/bin/sh
# Ready: all its parts run, and the query API answers with the list of services.
set -u

status=$(wget -q -T 4 -O - http://127.0.0.1:13133/status 2>&1)
case $status in
*StatusOK*) ;;
*)
  echo "${status:-no answer}"
  exit 1
  ;;
esac
services=$(wget -q -T 4 -O - http://127.0.0.1:16686/api/services 2>&1)
case $services in
*'"data"'*) echo 'status ok, queries are answered' ;;
*)
  echo "/api/services: ${services:-no answer}"
  exit 1
  ;;
esac

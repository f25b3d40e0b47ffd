#!/bin/sh
# Ready: the write-ahead log is replayed and queries are served.
set -u

answer=$(wget -q -T 4 -O - http://127.0.0.1:9090/-/ready 2>&1)
case $answer in
*Ready*) echo "$answer" ;;
*)
  echo "${answer:-no answer}"
  exit 1
  ;;
esac

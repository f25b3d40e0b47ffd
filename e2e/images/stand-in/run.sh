#!/bin/sh
# Grafana is started by this name.
STAND_IN_PORT=3000 exec /usr/local/bin/stand-in

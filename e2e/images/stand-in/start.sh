#!/bin/bash
# Open WebUI is started by this name.
STAND_IN_PORT=8080 exec /usr/local/bin/stand-in

#!/bin/bash
source "$(dirname "$0")/lib/log.sh"

own() {
  say "x"
# ^ -> lib/log.sh: say() [import]
}
  own
# ^ -> main.sh: own() [local]
  echo "x"
# ^ -> nothing

#!/bin/bash
source ./x.sh
LIMIT=1
readonly Y=2
# Foos.
# Two lines.
foo() {
  local a=1
  bar "$a"
}
function baz { foo; }

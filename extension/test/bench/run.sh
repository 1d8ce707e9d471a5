#!/usr/bin/env bash
# Measure how the packaged extension starts; the arguments are those of start.ts.
set -euo pipefail
directory=$PWD
cd "$(dirname "$0")/../.."

R1_TEST_PYTHON=${R1_TEST_PYTHON:-$(command -v python || command -v python3)}
export R1_TEST_PYTHON
tools=$(scripts/toolchain.sh)
eval "$tools"
npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
node scripts/package.mjs >&2
cd "$directory"
exec node "$OLDPWD/test/bench/start.ts" "$@"

#!/usr/bin/env bash
# The tests of what is seen in VS Code's window; needs what scripts/toolchain.sh prints, and a .vsix.
#   run.sh [file for the results, in TAP]
set -euo pipefail
cd "$(dirname "$0")/../.."
exec node --test --test-concurrency=2 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="${1:-/dev/null}" \
    'test/dom/*.test.ts'

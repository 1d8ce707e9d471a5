#!/usr/bin/env bash
# Every check and test of the extension, from a checkout and a Python that has the server's package
# (R1_TEST_PYTHON, or the first one on PATH). Ends at the first failure; the last line is the sum.
set -euo pipefail
cd "$(dirname "$0")/.."

R1_TEST_PYTHON=${R1_TEST_PYTHON:-$(command -v python || command -v python3)}
export R1_TEST_PYTHON
"$R1_TEST_PYTHON" -c 'import r1_assistant' 2>/dev/null || {
    echo "$R1_TEST_PYTHON has no r1_assistant: pip install -e '.[dev]' first, or set R1_TEST_PYTHON." >&2
    exit 2
}
tools=$(scripts/toolchain.sh)
eval "$tools"

results=$(mktemp -d)
passed=0 failed=0
finish() {
    rm -rf "$results"
    printf '%d passed, %d failed\n' "$passed" "$failed"
}
trap finish EXIT

# Add what a run wrote about itself to the sum, and go on only if the run was good.
count() { # status, passed, failed
    passed=$((passed + ${2:-0}))
    failed=$((failed + ${3:-0}))
    [ "$1" = 0 ] || exit "$1"
}
after() { # pattern file: the number that follows
    sed -n "s/.*$1 *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1
}

# not `npm ci`: it wants the parts for every other system as well, which not every registry has
npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
npx tsc
npx biome check --error-on-warnings

status=0
npx vitest run --reporter=default --reporter=json --outputFile.json="$results/unit" || status=$?
count $status "$(after '"numPassedTests":' "$results/unit")" "$(after '"numFailedTests":' "$results/unit")"

node scripts/package.mjs

status=0
node test/host/run.ts | tee "$results/host" || status=$?
count $status "$(sed -n 's/^\([0-9]*\) passed.*/\1/p' "$results/host")" \
    "$(sed -n 's/.* \([0-9]*\) failed$/\1/p' "$results/host")"

status=0
test/dom/run.sh "$results/dom" || status=$?
count $status "$(sed -n 's/^# pass //p' "$results/dom")" "$(sed -n 's/^# fail //p' "$results/dom")"

#!/usr/bin/env bash
# Run the tests of the window again and again, one line for each run; a test that fails once is broken.
#   repeat.sh [how often]
set -euo pipefail
cd "$(dirname "$0")/../.."

R1_TEST_PYTHON=${R1_TEST_PYTHON:-$(command -v python || command -v python3)}
export R1_TEST_PYTHON
tools=$(scripts/toolchain.sh)
eval "$tools"
log=$(mktemp)
trap 'rm -f "$log" "$log.tap"' EXIT

bad=0
for ((run = 1; run <= ${1:-30}; run++)); do
    start=$SECONDS
    result=passed
    test/dom/run.sh "$log.tap" >"$log" 2>&1 || result=FAILED
    numbers=$(sed -n 's/^# \(tests\|pass\|fail\) \([0-9]*\)$/\2 \1/p' "$log.tap" | paste -sd' ')
    printf 'run %d: %s, %s, %d s\n' "$run" "$result" "$numbers" $((SECONDS - start))
    if [ "$result" = FAILED ]; then
        bad=$((bad + 1))
        cat "$log"
    fi
done
printf '%d of %d runs failed\n' "$bad" "$((run - 1))"
[ "$bad" = 0 ]

#!/usr/bin/env bash
# Everything the tests need, then the tests: .make/test.sh [arguments for pytest]
# PostgreSQL and Redis are started if none runs, and stopped again if they were started here.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

cd "$ROOT"
.make/install.sh test
if ! .make/services.sh status; then
    trap '.make/services.sh stop' EXIT
    .make/services.sh start
fi
eval "$(.make/services.sh env)"
say "執行測試" "Running the tests."
# Whoever is done first takes over from the other: the browser tests are long, and stand together.
"$PY" -m pytest -n "${USR_TEST_PROCESSES:-2}" --dist worksteal "$@"

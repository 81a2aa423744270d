#!/bin/sh
# Gets what the tests of the CMS need: its program, as npm packs it, and its server of local files.
#
# They go into tests/node/cms, by the lock file and by what gazette/packages.py pins, and are fetched again
# only when the lock file or this script changes. Without Node 20 or newer, or where they cannot be fetched,
# says what will not be run and how to get it. Always ends with 0: all other tests run without them.
set -u

cd "$(dirname "$0")/node/cms" || exit 0
stamp=node_modules/.stamp

say() {
    printf 'cms: %s\n' "$*" >&2
}

# The stamp is the lock file and this script as they were when they were used.
if cat package-lock.json ../../cms.sh | cmp -s - "$stamp"; then
    exit 0
fi

major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null 2>&1; then
    say "without Node 20 or newer and npm, the tests that write posts in the CMS are skipped; all others run."
    say "to get it: install Node.js from your system's packages, or from its makers."
    exit 0
fi

say "getting the CMS and its server of local files (this is done once)."
log=$(mktemp)
rm -f ./*.tgz
if npm ci --ignore-scripts --no-audit --no-fund </dev/null >"$log" 2>&1 &&
    npm pack decap-cms@3.16.3 js-yaml@5.5.0 </dev/null >>"$log" 2>&1; then
    cat package-lock.json ../../cms.sh >"$stamp"
else
    say "that failed; the tests that need it are skipped. The end of what npm said:"
    tail -n 5 "$log" >&2
fi
rm -f "$log"

#!/bin/sh
# Gets the checkers that tests/node/package.json pins (of HTML, accessibility, structured data, speed).
#
# They go into tests/node/node_modules, by the lock file, and are fetched again only when it changes.
# Without Node 20 or newer, or where they cannot be fetched, says what will not be run and how to get it.
# Always ends with 0: all other tests run without them.
set -u

cd "$(dirname "$0")/node" || exit 0
stamp=node_modules/.stamp

say() {
    printf 'node: %s\n' "$*" >&2
}

# The stamp is the lock file as it was when it was installed.
if cmp -s package-lock.json "$stamp"; then
    exit 0
fi

major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null 2>&1; then
    say "without Node 20 or newer and npm, the tests that check pages with it are skipped; all others run."
    say "to get it: install Node.js from your system's packages, or from its makers."
    exit 0
fi

say "installing what tests/node/package.json pins (this is done once)."
log=$(mktemp)
if npm ci --ignore-scripts --no-audit --no-fund </dev/null >"$log" 2>&1; then
    cp package-lock.json "$stamp"
else
    say "the installation failed; the tests that need it are skipped. The end of what npm said:"
    tail -n 5 "$log" >&2
fi
rm -f "$log"

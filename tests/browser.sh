#!/bin/sh
# Finds Chromium for the browser tests and prints the path of it.
#
# Looks at $CHROMIUM, then at the usual names on the PATH. Where none is found, and this is Debian or
# Ubuntu and we are root, the distribution's own package is installed. Otherwise says what will not
# be run and how to get it. Always ends with 0: a machine without a browser can run all other tests.
set -u

find_chromium() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && found=$(command -v "$name" 2>/dev/null) && "$found" --version >/dev/null 2>&1; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    return 1
}

is_debian() {
    [ -r /etc/os-release ] && grep -Eq '^(ID|ID_LIKE)=.*(debian|ubuntu)' /etc/os-release &&
        command -v apt-get >/dev/null 2>&1
}

say() {
    printf 'browser: %s\n' "$*" >&2
}

if find_chromium; then
    exit 0
fi

if [ -n "${CHROMIUM:-}" ]; then
    say "CHROMIUM=$CHROMIUM does not run, and no other Chromium was found."
fi

if is_debian && [ "$(id -u)" = 0 ]; then
    say "no Chromium here; installing the distribution's own (this is done once)."
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if apt-get -o DPkg::Lock::Timeout=120 update </dev/null >"$log" 2>&1 &&
        apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends chromium \
            </dev/null >>"$log" 2>&1 &&
        find_chromium; then
        rm -f "$log"
        exit 0
    fi
    say "the installation failed; the end of what apt-get said:"
    tail -n 5 "$log" >&2
    rm -f "$log"
fi

say "without Chromium the tests marked 'browser' are skipped; all others run."
if is_debian; then
    say "to get it: sudo apt-get install --no-install-recommends chromium"
else
    say "to get it: install Chromium or Chrome, or set CHROMIUM to the path of one."
fi

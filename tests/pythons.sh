#!/bin/sh
# Gets an environment for each newer Python that is here: tests/pythons.sh prints the programs, one a line.
#
# Each has what requirements.txt pins, and lies in .venv-pythons. What is not here is not installed: a test
# that wants it says so. Always ends with 0: all other tests run without them.
set -u

cd "$(dirname "$0")/.." || exit 0

say() {
    printf 'pythons: %s\n' "$*" >&2
}

for minor in 12 13 14 15; do
    python=$(command -v "python3.$minor" 2>/dev/null)
    "${python:-false}" -c 'import sys, venv, ensurepip' 2>/dev/null || python=
    for installed in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor".*/bin/python; do
        [ -x "$installed" ] && python=$installed
    done
    [ -n "$python" ] || continue
    home=.venv-pythons/3.$minor
    if ! cmp -s requirements.txt "$home/lock.txt"; then
        say "installing what the build needs for Python 3.$minor (this is done once)."
        log=$(mktemp)
        if "$python" -m venv --clear "$home" >"$log" 2>&1 &&
            "$home/bin/python" -m pip --disable-pip-version-check --no-input -q install \
                --require-hashes -r requirements.txt </dev/null >>"$log" 2>&1; then
            cp requirements.txt "$home/lock.txt"
        else
            say "the installation failed; that Python is left out. The end of what pip said:"
            tail -n 3 "$log" >&2
            rm -f "$log"
            continue
        fi
        rm -f "$log"
    fi
    printf '%s\n' "$PWD/$home/bin/python"
done
exit 0

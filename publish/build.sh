#!/bin/sh
# Brings site/ up to date, compared with what the live site says was published: sh publish/build.sh [first]
#
# With `first` there is no live site yet. Leaves in .gazette/next-change, for publish/due.sh, when the site next
# changes by itself (seconds since 1970, or "never") and the commit that it was built from. GAZETTE may name the
# command; else it is the repository's own build.py, or `gazette` in a hub that has none. Ends as the build does,
# and with 2 if it is called wrongly.
set -eu
cd "$(dirname "$0")/.."
if [ -f build.py ]; then own='.venv/bin/python build.py'; else own=gazette; fi
gazette=${GAZETTE:-$own}
python=$(command -v python3 || command -v python)

read_base='import tomllib; print(tomllib.load(open("content/site.toml", "rb"))["base_url"].rstrip("/") + "/")'
read_next='
import datetime, json, sys
change = json.load(sys.stdin)["next_change"]
print(int(datetime.datetime.fromisoformat(change).timestamp()) if change else "never")'

case ${1-} in
first) set -- ;;
"") # Where the settings cannot be read, the build says what is wrong with them.
    base=$("$python" -c "$read_base" 2>/dev/null) || exec $gazette check
    # What is behind the question mark makes a host look anew, and not into a copy of ten minutes ago.
    set -- --published "${base}ledger.json?at=$(date +%s)" ;;
*)  echo "use: sh publish/build.sh [first]" >&2; exit 2 ;;
esac

mkdir -p .gazette
rm -f .gazette/next-change
# Asked before the build: what changes between the two is then looked at once more, not once too few.
next=$($gazette status --format json "$@" 2>/dev/null | "$python" -c "$read_next" 2>/dev/null) || next=
$gazette build "$@"
commit=$(git rev-parse -q --verify HEAD 2>/dev/null) || commit=none
[ -z "$next" ] || printf '%s %s\n' "$next" "$commit" > .gazette/next-change

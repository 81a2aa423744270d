#!/bin/sh
# Says "due" if the site has changed since it was last built here, by itself or by a commit, or if nobody
# knows; else "rest".
set -eu
cd "$(dirname "$0")/.."
commit=$(git rev-parse -q --verify HEAD 2>/dev/null) || commit=none
read -r next built 2>/dev/null < .gazette/next-change || next='' built=''
case $next in
never) ;;
*[!0-9]* | "") built='' ;;
*) [ "$(date +%s)" -lt "$next" ] || built='' ;;
esac
if [ "$built" = "$commit" ]; then echo rest; else echo due; fi

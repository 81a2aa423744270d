#!/bin/sh
# Says "due" if the site has changed by itself since it was last built here, or nobody knows, else "rest".
set -eu
cd "$(dirname "$0")/.."
next=$(cat .gazette/next-change 2>/dev/null) || next=
case $next in
never) echo rest ;;
*[!0-9]* | "") echo due ;;
*) if [ "$(date +%s)" -ge "$next" ]; then echo due; else echo rest; fi ;;
esac

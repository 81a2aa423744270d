#!/bin/sh
# Publishes on a host of your own, by rsync over ssh: sh publish/to-host.sh USER@HOST:FOLDER [first]
#
# The host serves FOLDER/current, a link that is switched to the new release in one step once all of it is
# there, so that no reader ever gets half of it. The last five releases stay in FOLDER/releases; what did
# not change takes no room twice. RSYNC_RSH may name another ssh. Needs rsync here and there.
set -eu
case ${1-} in
[!-]*:?*) host=${1%%:*} folder=${1#*:} ;;
*) echo "use: sh publish/to-host.sh USER@HOST:FOLDER [first]" >&2; exit 2 ;;
esac
case $folder in
*[!A-Za-z0-9/._-]* | -*) echo "publish: letters, numbers and / . _ - are all that $folder may have" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."
ssh=${RSYNC_RSH:-ssh}

sh publish/build.sh ${2-}

release=$(date -u +%Y%m%dT%H%M%SZ)-$$
before=$($ssh "$host" "mkdir -p '$folder/releases/$release.new' && cd '$folder' && if test -e current; then echo current; fi")
rsync -rlt --chmod=D755,F644 --exclude=/.gazette-files ${before:+--link-dest=../../current/} \
    site/ "$host:$folder/releases/$release.new/"
$ssh "$host" "set -e
    cd '$folder'
    mv 'releases/$release.new' 'releases/$release'
    ln -sfn 'releases/$release' current.new
    mv -T current.new current
    ls -1d releases/* | sort | head -n -5 | while read -r old; do rm -rf \"\$old\"; done"
echo "published: $host:$folder/current is $release"

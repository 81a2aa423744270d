#!/bin/sh
# Publishes on a host of your own, by rsync over ssh: sh publish/to-host.sh USER@HOST:FOLDER [first] [packed]
#
# The host serves FOLDER/current, a link that is switched to the new release in one step once all of it is
# there, so that no reader ever gets half of it. The last five releases stay in FOLDER/releases; what did
# not change takes no room twice. With `packed`, each text has a copy beside it that is compressed as far as
# it goes, for a web server that takes one (nginx with gzip_static). RSYNC_RSH may name another ssh. Needs
# rsync here and there.
set -eu
use() {
    echo "use: sh publish/to-host.sh USER@HOST:FOLDER [first] [packed]" >&2
    exit 2
}
case ${1-} in
[!-]*:?*) host=${1%%:*} folder=${1#*:} ;;
*) use ;;
esac
shift
first='' packed=''
for word; do
    case $word in
    first) first=first ;;
    packed) packed=packed ;;
    *) use ;;
    esac
done
case $folder in
*[!A-Za-z0-9/._-]* | -*) echo "publish: letters, numbers and / . _ - are all that $folder may have" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."
ssh=${RSYNC_RSH:-ssh}

sh publish/build.sh $first

release=$(date -u +%Y%m%dT%H%M%SZ)-$$
before=$($ssh "$host" "mkdir -p '$folder/releases/$release.new' && cd '$folder' && if test -e current; then echo current; fi")
rsync -rlt --chmod=D755,F644 --exclude=/.gazette-files ${before:+--link-dest=../../current/} \
    site/ "$host:$folder/releases/$release.new/"
# What did not change is the same file as before, and so is its compressed copy.
test -z "$packed" || $ssh "$host" "set -e
    cd '$folder/releases/$release.new'
    find . -type f -size +1 \\( -name '*.html' -o -name '*.css' -o -name '*.js' -o -name '*.json' -o -name '*.xml' \\
        -o -name '*.ics' -o -name '*.svg' -o -name '*.txt' -o -name '*.webmanifest' \\) | while read -r file; do
        before=../../current/\$file
        if test \"\$file\" -ef \"\$before\" && test -f \"\$before.gz\"; then
            ln \"\$before.gz\" \"\$file.gz\"
        else
            gzip -9nc \"\$file\" >\"\$file.gz\"
            touch -r \"\$file\" \"\$file.gz\"
        fi
    done"
$ssh "$host" "set -e
    cd '$folder'
    mv 'releases/$release.new' 'releases/$release'
    ln -sfn 'releases/$release' current.new
    mv -T current.new current
    ls -1d releases/* | sort | head -n -5 | while read -r old; do rm -rf \"\$old\"; done"
echo "published: $host:$folder/current is $release"

#!/bin/sh
# Runs Scrapyd in MAYADEEN_STATE until SIGTERM or SIGINT; then, or when Scrapyd dies,
# ends its jobs, each in the orderly way: they finish the records under way.
# Needs the project's Python environment first in PATH; the other variables are
# render.py's. MAYADEEN_EGG (optional): an egg that takes the place of all others.
set -eu

deploy=$(cd "$(dirname "$0")" && pwd)
project=mayadeen_crawler
umask 027

[ -n "${MAYADEEN_STATE:-}" ] || { echo "start.sh: MAYADEEN_STATE is not set: give a folder" >&2; exit 2; }
mkdir -p "$MAYADEEN_STATE/eggs" "$MAYADEEN_STATE/logs" "$MAYADEEN_STATE/dbs"
cd "$MAYADEEN_STATE"
python "$deploy/render.py" "$deploy/scrapyd.conf.template" scrapyd.conf
# It is in the file now: jobs, and a browser they start, need not know it.
unset SCRAPYD_USERNAME SCRAPYD_PASSWORD

if [ -n "${MAYADEEN_EGG:-}" ]; then
    [ -f "$MAYADEEN_EGG" ] || { echo "start.sh: MAYADEEN_EGG=$MAYADEEN_EGG is not there" >&2; exit 2; }
    rm -rf "eggs/$project"
    mkdir -p "eggs/$project"
    # The version is the time it was built, as with scrapyd-deploy.
    cp "$MAYADEEN_EGG" "eggs/$project/$(date -r "$MAYADEEN_EGG" +%s).egg"
fi

# Without a pid file: one that outlived a power cut would keep Scrapyd from starting.
told=
trap 'told=yes' TERM INT
setsid python -m scrapyd --pidfile= &
scrapyd=$!
status=0
[ "$told" ] || wait "$scrapyd" || status=$?

trap '' TERM INT
# Scrapyd first, so that it starts no waiting job in place of one that ends.
kill -TERM "$scrapyd" 2>/dev/null || true
wait "$scrapyd" || true
# Its jobs are in its process group. Once: a second signal would end them at once.
kill -s TERM -- "-$scrapyd" 2>/dev/null || true
while kill -s 0 -- "-$scrapyd" 2>/dev/null; do sleep 0.2; done

[ "$told" ] || { echo "start.sh: Scrapyd ended by itself (status $status)" >&2; exit "$((status ? status : 1))"; }

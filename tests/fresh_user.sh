#!/bin/sh
# A stranger's first minutes, from `make fresh-user`: a new user without a checkout, or where that
# needs root a clean HOME and an empty environment; a new venv; pip install of the wheel; a crawl of
# the replica; search; an export. Ends with "fresh user: good", or with the first command that fails.
# WHEELS=FOLDER: install the dependencies from there and not from the package index.
set -eu
umask 022 # the new user reads what is made here

here=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-/usr/bin/python3} # any user may run this one
work=$(mktemp -d)
chmod 755 "$work"
user=

clean() {
    # Its processes may take a moment to end.
    [ -z "$user" ] || userdel "$user" 2>/dev/null || { sleep 2 && userdel "$user"; } || true
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

# Built from a copy: a build leaves folders, and the checkout may hold old ones.
mkdir "$work/source"
(cd "$here" && cp -R setup.py pyproject.toml scrapy.cfg README.md LICENSE mayadeen_crawler "$work/source")
"$here/.venv/bin/pip" --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation \
    -w "$work" "$work/source"
cp "$here/constraints.txt" "$work/constraints.txt"

cat > "$work/steps.sh" <<'STEPS'
set -eu
work=$1 python=$2 wheels=$3
cd "$HOME"
"$python" -m venv venv
[ -z "$wheels" ] || set -- --no-index --find-links "$wheels"
[ -n "$wheels" ] || set --
venv/bin/pip --disable-pip-version-check --quiet install "$@" -c "$work/constraints.txt" \
    "$(echo "$work"/*.whl)[demo,browse]"
PATH="$HOME/venv/bin:$PATH"
mkdir news
cd news
# address FILE NAME: the address that a server writes into its output, once it answers.
address() {
    tries=0
    until grep -q "^$2 at " "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { echo "$2 does not answer" >&2; return 1; }
        sleep 0.2
    done
    sed -n "s/^$2 at \(http[^ ]*\).*/\1/p" "$1" | head -n 1
}
browse=
mayadeen replica --port 0 > replica.txt &
replica=$!
trap 'kill $replica $browse; wait || true' EXIT
url=$(address replica.txt replica)
mayadeen doctor --base-url "$url" -s DOWNLOAD_DELAY=0
mayadeen crawl section -a base_url="$url" -a sections=politics -s DOWNLOAD_DELAY=0
mayadeen runs
# A word of the first record's headline, of four letters or more.
word=$(mayadeen export | sed -n '1s/.*"headline":"[^"]* \([A-Za-z]\{4,\}\) .*/\1/p')
mayadeen search "$word" --limit 2
mayadeen search "$word" --limit 1 --json | grep -q '"headline"'
mayadeen export -o politics.csv
[ "$(wc -l < politics.csv)" -gt 5 ]
mayadeen parse --spider=article "$(mayadeen export | sed -n '1s/.*"url":"\([^"]*\)".*/\1/p')" \
    | grep -q '"revision": 1'
mayadeen browse --port 0 > browse.txt 2>&1 &
browse=$!
pages=$(address browse.txt browse)
page() { # PATH TEXT
    python -c 'import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).read().decode())' \
        "$pages$1" | grep -qi -- "$2" || { echo "browse: /$1 does not show $2"; exit 1; }
}
page "" "<h1"
page "feeds/articles?_search=$word" "<h3.*$word"
kill "$browse"
wait "$browse" # status 0
browse=
cat browse.txt
ls
STEPS

# Behind a proxy the index is reached by it, the replica is not: so pip alone is told.
set -- HOME="$work/home" PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 \
    PIP_PROXY="${PIP_PROXY:-${https_proxy:-${HTTPS_PROXY:-}}}" \
    PIP_CERT="${PIP_CERT:-${SSL_CERT_FILE:-}}" \
    PIP_INDEX_URL="${PIP_INDEX_URL:-}" PIP_EXTRA_INDEX_URL="${PIP_EXTRA_INDEX_URL:-}" \
    sh "$work/steps.sh" "$work" "$python" "${WHEELS:-}"
if [ "$(id -u)" = 0 ] && command -v useradd >/dev/null && command -v runuser >/dev/null; then
    user=fresh$$
    useradd --create-home --home-dir "$work/home" --shell /bin/sh "$user"
    runuser -u "$user" -- env -i "$@"
else
    mkdir "$work/home"
    env -i "$@"
fi
echo "fresh user: good"

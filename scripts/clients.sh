#!/bin/sh
# Install the real clients that tests/clients drives (wrangler, workerd, Miniflare, the TypeScript SDK).
#
#   scripts/clients.sh [FOLDER]     default: tests/clients/npm; another one is told to the tests by
#                               FAKEFLARE_CLIENTS=FOLDER
#
# Exit code 0: installed (at once, if they were already); 3: npm is not reachable; 1: npm failed.
set -eu

home=$(cd "$(dirname "$0")/../tests/clients/npm" && pwd)
folder=${1:-$home}
# A Node for wrangler, which needs 22.12, where the machine's own is older: npm carries one per platform.
node_release=22.23.3

not_reachable() {
    echo "real clients not installed: npm is not reachable" >&2
    exit 3
}

command -v node >/dev/null && command -v npm >/dev/null || not_reachable

extra=$(node -p "
    const [major, minor] = process.versions.node.split('.').map(Number);
    const enough = major > 22 || (major === 22 && minor >= 12);
    enough ? '' : 'node-' + process.platform + '-' + process.arch + '@$node_release'")

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
[ "$folder" = "$home" ] || cp "$home/package.json" "$folder/package.json"
cd "$folder"

# The stamp is written last: what it names is complete.
stamp=node_modules/.fakeflare
wanted=$(cat package.json && echo "$extra")
[ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || exit 0

npm view wrangler name --fetch-retries=0 --fetch-timeout=15000 >/dev/null 2>&1 || not_reachable

# No install scripts: workerd and esbuild bring their binaries as packages of their own.
# $extra is one word or none.
# shellcheck disable=SC2086
npm install $extra --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
    --prefer-offline --fetch-retries=2 --fetch-timeout=60000 >&2
echo "$wanted" >"$stamp"

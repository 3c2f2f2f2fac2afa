#!/bin/sh
# Fetch the releases of workers-runtime-sdk that tests/sdk runs: the sources of the newest one, whose tests
# run unmodified, and the oldest one that fakeflare supports.
#
#   scripts/sdk.sh [PYTHON]
set -eu
python=${1:-python3}
cd "$(dirname "$0")/../tests/sdk"
mkdir -p releases
oldest=$(sed -n 's/.*"workers-runtime-sdk>=\(.*\)",/\1/p' ../../pyproject.toml)
if ! ls releases/workers_runtime_sdk-*.tar.gz >/dev/null 2>&1; then
    "$python" -m pip download -q --no-deps --no-binary :all: -d releases workers-runtime-sdk
fi
if [ ! -d "releases/$oldest" ]; then
    "$python" -m pip install -q --no-deps --target "releases/$oldest" "workers-runtime-sdk==$oldest"
fi

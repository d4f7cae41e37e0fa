#!/usr/bin/env bash
# From a bare Debian 12 to a working .venv/bin/sohoa. Does nothing when everything is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# `make demo` and `make test` may be started side by side; the second waits for the first.
exec 9>"${TMPDIR:-/tmp}/sohoa-setup-$(id -u).lock"
flock 9

bash setup/debian_packages.sh
bash setup/python_environment.sh

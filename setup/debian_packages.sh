#!/usr/bin/env bash
# Installs the Debian packages that are missing, or says within seconds which line installs them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# With what the tests alone need, and with the real servers where the suites must run on them.
lists=(debian_packages.txt)
[ "${SOHOA_SETUP_TESTS:-}" = 1 ] && lists+=(debian_packages_tests.txt)
[ "${SOHOA_REQUIRE_SERVICES:-}" = 1 ] && lists+=(debian_packages_servers.txt)
mapfile -t wanted < <(sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "${lists[@]}")

if ! command -v dpkg-query >/dev/null; then
    command -v tesseract >/dev/null && exit 0
    echo "Máy này không phải Debian. Hãy cài phần mềm tương đương với: ${wanted[*]}" >&2
    echo "This is not a Debian machine. Install the equivalents of: ${wanted[*]}" >&2
    exit 2
fi

is_installed() {
    # A Python built by hand brings its own venv and has no Debian package for it.
    if [ "$1" = python3-venv ] && "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null; then return 0; fi
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${wanted[@]}"; do is_installed "$package" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0

line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && timeout 3 sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    {
        echo "Còn thiếu ${#missing[@]} gói Debian và tài khoản này không có quyền cài đặt. Nhờ người quản trị máy chạy:"
        echo "    sudo sh -c '$line'"
        echo "rồi chạy lại lệnh vừa rồi."
        echo
        echo "${#missing[@]} Debian packages are missing and this account may not install them. Ask the administrator to run:"
        echo "    sudo sh -c '$line'"
        echo "then run the same command again."
    } >&2
    exit 2
fi

echo "Cài các gói Debian / installing Debian packages: ${missing[*]}" >&2
wait_for_other_apt=(-o DPkg::Lock::Timeout=300)
# Another vendor's broken package source must not stop us; if Debian's own is away, the next line says so.
"${as_root[@]}" apt-get "${wait_for_other_apt[@]}" update -qq >&2 || true
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get "${wait_for_other_apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >&2

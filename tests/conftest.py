"""What every test shares: one thread for each native library, as in the product's own workers."""

import os

# Tesseract's own threads make four pages at once many times slower than one thread each.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A developer's own settings must not decide how a test ends; CI's order about services stays.
for name in [name for name in os.environ if name.startswith("SOHOA_") and name != "SOHOA_REQUIRE_SERVICES"]:
    del os.environ[name]

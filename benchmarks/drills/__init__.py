"""Drills: real commands killed, watched and compared; the fault suites and the printing benchmarks share them."""

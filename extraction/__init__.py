"""Here papers are understood: words and declarations in, `Extraction` out; pure, no I/O."""

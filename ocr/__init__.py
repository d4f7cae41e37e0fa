"""Pixels in, words out: accepted files become pages, pages become words with boxes."""

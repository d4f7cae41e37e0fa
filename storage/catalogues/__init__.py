"""Catalogues: one module per URL scheme, over shared tables, queries and migrations."""

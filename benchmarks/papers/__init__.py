"""Here live wholly invented papers with their truth: typeset, stamped, worn, packed into files."""

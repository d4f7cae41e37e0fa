"""How papers and persons are found."""

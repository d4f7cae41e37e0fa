"""The demonstration: the whole job on drawn papers, in a home of its own, shown act by act."""

"""Here live the scripts that train the small models the product ships, on drawn material only."""

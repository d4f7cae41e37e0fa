"""Here live the scripts that train what the product ships, on drawn material or on sources that anyone can fetch."""

"""The archive's pages: papers on their way in, from the scanner to the check."""

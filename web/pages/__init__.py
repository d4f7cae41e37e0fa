"""The portal's pages, a module for each kind of work."""

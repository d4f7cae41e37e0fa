"""Here lives the measuring of speed: CPU and wall seconds of pages and of commands."""

"""Here pages are read: the supervised pool, its workers and tasks, and the reader that keeps them busy."""

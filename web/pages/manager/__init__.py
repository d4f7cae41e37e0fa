"""The manager's pages: coverage against the floors, the lists and the evidence behind each figure."""

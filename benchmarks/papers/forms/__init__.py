"""Here live the printed forms, one module per kind of result."""

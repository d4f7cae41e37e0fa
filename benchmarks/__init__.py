"""Here live the measuring commands and the drawer of sample papers; nothing in the rooms depends on them."""

"""The training home: drawn papers, practice accounts, stores of its own; started anew as often as one likes."""

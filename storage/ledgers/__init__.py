"""The parts of the catalogue's contract, a ledger each; `storage.ports.Catalogue` is the whole."""

"""Search indexes: one module per URL scheme."""

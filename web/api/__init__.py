"""The API under /api/v1: what the one-stop software of an office asks and tells; systems have tokens, people do not."""

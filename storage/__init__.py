"""Where values rest: objects, the catalogue, the search index; three ports and their adapters."""

"""How fields are read, whatever the field: the parsed page, asking strategies, JSON in scripts."""

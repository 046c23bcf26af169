"""How listings are found and read: sections and tags by name, pages, the browser, observations."""

"""HTTP in, HTTP out: the only FastAPI here."""

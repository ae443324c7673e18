"""Autologous stem cell transplantation for multiple sclerosis, as data and as an HTTP API.

    units      physical quantities: numbers that keep their digits, units we can say
    data       curated YAML: one file per record, a source per claim   (no Python)
    catalogue  data -> typed, cross-checked, immutable Catalogue
    planning   Catalogue + request -> Plan                             (pure: no I/O, no clock)
    rendering  Plan or outcomes -> bytes, one module per format        (pure)
    web        HTTP in, HTTP out                                       (the only FastAPI here)

Each package may import only from those above it; `pyproject.toml` enforces it.
"""

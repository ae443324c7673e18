"""Catalogue + request -> answer computed from it. Pure: no I/O, no clock, no random."""

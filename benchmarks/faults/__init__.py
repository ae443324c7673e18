"""Faults that the server has to survive, each provoked on this machine."""

"""Stops of machines: listed, explained and put right by people."""

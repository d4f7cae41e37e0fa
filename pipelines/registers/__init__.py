"""Registers of results in force, and what is counted by them."""

"""Defining contracts: examples are built, proved against a mock or by a trigger, and written."""

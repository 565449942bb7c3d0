"""The live view of a definition: its examples tried against the mock."""

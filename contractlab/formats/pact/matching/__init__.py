"""Pact's rules compiled to nodes, and what checks requests, responses and messages with them."""

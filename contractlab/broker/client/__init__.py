"""Brokers that are asked over HTTP: links followed by hand, credentials kept to one origin, errors understood."""

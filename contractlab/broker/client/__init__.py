"""Brokers that are asked over HTTP: links followed from the index, credentials kept to one origin, errors understood."""

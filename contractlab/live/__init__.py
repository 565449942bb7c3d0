"""Contracts against a real provider: states are brought about, requests sent, what comes back is kept and judged."""

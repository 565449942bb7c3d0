"""Floor 4: what listens. Knows values and captures only, and binds to the loopback interface alone."""

from contractlab.servers.proxy import RecordingProxy

__all__ = ["RecordingProxy"]

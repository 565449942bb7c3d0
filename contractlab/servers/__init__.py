"""Floor 4: what listens. Knows values and captures only, and binds to the loopback interface alone."""

from contractlab.servers.answering import Answering
from contractlab.servers.listening import Listener
from contractlab.servers.proxy import RecordingProxy

__all__ = ["Answering", "Listener", "RecordingProxy"]

"""Floor 3: recordings of requests and responses, in and out, and what is removed from them before anybody sees them.

Captures are raw in memory. Whatever shows or stores them asks `Redaction` first; `Captures.save` does.
"""

from contractlab.captures.capture import Capture, Problem
from contractlab.captures.collection import Captures
from contractlab.captures.loading import load_captures
from contractlab.captures.middleware import RecordingASGI, RecordingWSGI
from contractlab.captures.recording_client import recording
from contractlab.captures.redaction import REDACTED, Redaction

__all__ = [
    "REDACTED",
    "Capture",
    "Captures",
    "Problem",
    "RecordingASGI",
    "RecordingWSGI",
    "Redaction",
    "load_captures",
    "recording",
]

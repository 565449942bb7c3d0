"""Floor 3: recordings of exchanges and messages, in and out, and what is removed before anybody sees them.

Captures are raw in memory. Whatever shows or stores them asks `Redaction` first; `Captures.save` does.
"""

from contractlab.captures.capture import AnyCapture, Capture, MessageCapture, Problem
from contractlab.captures.collection import Captures
from contractlab.captures.loading import load_captures
from contractlab.captures.middleware import RecordingASGI, RecordingWSGI
from contractlab.captures.recording_client import recording
from contractlab.captures.redaction import REDACTED, Redaction

__all__ = [
    "REDACTED",
    "AnyCapture",
    "Capture",
    "Captures",
    "MessageCapture",
    "Problem",
    "RecordingASGI",
    "RecordingWSGI",
    "Redaction",
    "load_captures",
    "recording",
]

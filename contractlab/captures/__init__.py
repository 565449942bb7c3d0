"""Floor 3: recordings of exchanges and messages, in and out.

``readers/`` reads files, ``entries/`` knows the shapes of one entry, ``recorders/`` records. Captures are raw in
memory: whatever shows or stores them asks `Redaction` first; `Captures.save` does.
"""

from contractlab.captures.capture import AnyCapture, Capture, MessageCapture
from contractlab.captures.collection import Captures
from contractlab.captures.loading import load_captures
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.recorders.client import recording
from contractlab.captures.recorders.middleware import RecordingASGI, RecordingWSGI
from contractlab.redaction import REDACTED, Redaction

__all__ = [
    "REDACTED",
    "AnyCapture",
    "Capture",
    "CaptureProblem",
    "Captures",
    "MessageCapture",
    "RecordingASGI",
    "RecordingWSGI",
    "Redaction",
    "load_captures",
    "recording",
]

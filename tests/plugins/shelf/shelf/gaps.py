"""What a run leaves out; knows nothing of how it is shown."""

from dataclasses import dataclass

import contractlab as cl
from contractlab.values.display import Shown


@dataclass(frozen=True)
class Gaps(Shown):
    """The examples of a run that no capture exercises."""

    run: cl.Run

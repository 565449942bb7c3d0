"""What a format without matchers is made of: everything that was written must come, once.

>>> from contractlab.formats.exact import ExactExample, ExactFormat
"""

from contractlab.formats.exact.example import ExactExample
from contractlab.formats.exact.format import ExactContract, ExactFormat

__all__ = ["ExactContract", "ExactExample", "ExactFormat"]

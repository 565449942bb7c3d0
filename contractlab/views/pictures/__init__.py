"""Builders of pictures: from a run or a matrix to a drawing and a table of the same figures.

Each picture answers one question, which its title asks; each is None where there is nothing to ask.
"""

from __future__ import annotations

from contractlab.views.pictures.causes import causes_over_versions
from contractlab.views.pictures.hot_paths import hot_paths
from contractlab.views.pictures.values import value_over_versions
from contractlab.views.pictures.verdicts import verdicts_over_versions

__all__ = ["causes_over_versions", "hot_paths", "value_over_versions", "verdicts_over_versions"]

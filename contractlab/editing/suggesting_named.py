"""What recorded statuses and headers suggest, where an example asks for one value exactly and others came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from contractlab.contracts import match
from contractlab.contracts.vocabulary import STATUS_CLASSES
from contractlab.editing.part_edit import PartEdit
from contractlab.editing.probing import Side
from contractlab.editing.suggesting import Proposal, bare
from contractlab.editing.text_formats import common_format
from contractlab.values.text import count

__all__ = ["header_proposals", "status_proposals"]


def status_proposals(side: Side, statuses: Sequence[int]) -> Iterator[Proposal]:
    """A class of statuses where one is asked for and others of its class came."""
    own = side.named.get(("status", ""))
    if own is None or own.rule is not None:
        return
    counted = Counter(statuses)
    others = [status for status in counted if status != own.expected and status // 100 == own.expected // 100]
    name = {2: "success", 3: "redirect", 4: "clientError", 5: "serverError"}.get(own.expected // 100)
    if not others or name is None:
        return

    def change(part: PartEdit) -> None:
        part.status = match.status_code(name)

    evidence = ", ".join(f"{count:,} times {status}" for status, count in counted.most_common())
    yield Proposal("status", "status", "status", f"seen {evidence}", STATUS_CLASSES[name].words, "less", (change,))


def header_proposals(side: Side, seen: Sequence[Mapping[str, str]]) -> Iterator[Proposal]:
    """A pattern for a header that is asked for exactly and varies."""
    for (part, name), own in side.named.items():
        values = [headers[name] for headers in seen if name in headers]
        distinct = list(dict.fromkeys(values))
        if part != "headers" or own.rule is not None or len(distinct) < 2:
            continue
        if all(side.accepts_named((part, name), value) for value in distinct):
            continue
        format_ = common_format(distinct)
        few = len(distinct) <= 4 and len(values) >= 3 * len(distinct)
        listed = "|".join(re.escape(value) for value in sorted(distinct))
        pattern = format_.pattern if format_ is not None else listed if few else ".+"
        noun = bare(format_.noun) if format_ is not None else "one of these" if few else "any text"
        spelled = side.spelled[(part, name)]

        def change(part: PartEdit, spelled: str = spelled, pattern: str = pattern) -> None:
            part.headers[spelled] = match.regex(regex=pattern)

        evidence = f"{count(len(distinct), 'different value')} in {count(len(values), 'capture')}"
        yield Proposal("headers", spelled, "header", evidence, noun, "less", (change,))

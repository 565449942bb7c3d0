"""Exchanges with a real broker, sent to ours in their order: statuses, headers and bodies with all their links.

One table says what is worded otherwise or left out on purpose; each entry names a kind, never a row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from broker_tours import Difference, Exchange, Renaming, played
from data import data_files, needs

EXCHANGES = "golden/broker/exchanges*/*.json"
FOLDERS = "golden/broker/exchanges*"
RENAMED = Renaming(
    {
        "Foo": "Föo & Co/Süd",
        "Bar": "Bar +1 100%",
        "Baz": "Bäz?=#1",
        "Web": "Web\u00a0日本",
        "Legacy": "Legacy.json",
        "Solo": "Solo ;x",
    }
)

Excuse = Callable[[Exchange, Difference], bool]


def _is_page(exchange: Exchange, _: Difference) -> bool:
    return exchange.ours.status_code == 404 and (
        exchange.target.endswith("/badge") or "hal-browser" in exchange.target or exchange.accept == "text/html"
    )


def _is_server_error(exchange: Exchange, _: Difference) -> bool:
    return exchange.golden["status"] == 500 and exchange.ours.status_code == 400


_NOTICE = re.compile(r"/verificationProperties/notices/\d+/text$")


def _is_repeated_tag(_: Exchange, difference: Difference) -> bool:
    """The provider's tag once for each head that has the content."""
    tags = re.search(r" with tag ((?:'[^']+'(?:, | and )?)+)", str(difference.golden))
    names = re.findall(r"'([^']+)'", tags[1]) if tags is not None else []
    return _NOTICE.search(difference.path) is not None and len(names) > len(set(names))


def _is_branch_without_name(_: Exchange, difference: Difference) -> bool:
    return _NOTICE.search(difference.path) is not None and "from branch ''" in str(difference.golden)


def _is_ruby_dump(_: Exchange, difference: Difference) -> bool:
    place = difference.path.endswith("/shortDescription") or _NOTICE.search(difference.path) is not None
    return place and '{"' in str(difference.golden)


def _is_parser(exchange: Exchange, difference: Difference) -> bool:
    return difference.path == "/error" and re.match(r"JSON::ParserError|TypeError", str(difference.golden)) is not None


def _is_text_of_changes(exchange: Exchange, difference: Difference) -> bool:
    if exchange.golden["status"] == 409:
        return difference.path == "/notices/1/text" and exchange.golden["body"]["notices"][1]["type"] == "info"
    # The heading and the links are compared: what stands between them is worded, and put into lines, by ourselves.
    if "/diff/" not in exchange.target or difference.path:
        return False
    ends = [
        (text.partition("\n")[0], re.sub(r"http://[^/\s]+", "", text.partition("## Links")[2]).strip())
        for text in (str(difference.golden), str(difference.ours))
    ]
    return ends[0] == ends[1]


def _is_advice(_: Exchange, difference: Difference) -> bool:
    kept, advice, _ = str(difference.golden).partition("To disable this check, set")
    return bool(advice) and re.sub(r"http://\S+", "", kept) == re.sub(r"http://\S+", "", str(difference.ours))


def _is_foreign_token(exchange: Exchange, difference: Difference) -> bool:
    return "/metadata/" in exchange.target and difference.path.startswith("/_links/pb:consumer-versions")


def _is_table(exchange: Exchange, difference: Difference) -> bool:
    """A table of letters, told apart by nothing but numbers of results, and where names are longer by its width."""
    if difference.path or not str(difference.golden).startswith("CONSUMER "):
        return False
    tables = []
    for text in (str(difference.golden), str(difference.ours)):
        lines = [[cell.strip(" -") for cell in line.split("|")] for line in text.splitlines()]
        tables.append([["N" if index == 5 else cell for index, cell in enumerate(line)] for line in lines])
    return tables[0] == tables[1]


def _is_name_for_people(exchange: Exchange, difference: Difference) -> bool:
    return exchange.renamed and difference.path.endswith("/displayName")


_OF_OTHER_NAMES = "another name has another name for people"
OWN: Mapping[str, Excuse] = {
    "pages, badges and the HAL browser are 404 with a sentence": _is_page,
    "what the real broker answers with 500 is refused with 400": _is_server_error,
    "a notice names a tag of the provider once": _is_repeated_tag,
    "a notice names no branch that has no name": _is_branch_without_name,
    "where the real broker prints an object of Ruby there are words": _is_ruby_dump,
    "the words of the JSON parser are Python's": _is_parser,
    "differences of two contracts are set by Python's difflib": _is_text_of_changes,
    "nobody is told of a setting that ours does not have": _is_advice,
    "a token that another broker made says nothing of ours": _is_foreign_token,
    "numbers of results in a table of letters are ours": _is_table,
    _OF_OTHER_NAMES: _is_name_for_people,
}


def _folders() -> list[Path]:
    return data_files(FOLDERS)


LeaveOut = Callable[[Mapping[str, Any]], bool]


def _nothing(row: Mapping[str, Any]) -> bool:
    return False


def _faults(
    folder: Path, used: set[str], renaming: Renaming | None = None, leave_out: LeaveOut = _nothing
) -> list[str]:
    faults, compared = [], 0
    for exchange in played(folder, renaming, leave_out):
        compared += 1
        for difference in exchange.differences:
            reasons = {name for name, excuse in OWN.items() if excuse(exchange, difference)}
            used.update(reasons)
            if not reasons:
                place = f"{exchange.name} {exchange.method} {exchange.target} {difference.path}"
                faults.append(f"{place}: {difference.golden!r:.300} != {difference.ours!r:.300}")
    assert compared
    return faults


@needs(EXCHANGES)
def test_every_answer_is_that_of_the_broker() -> None:
    used: set[str] = set()
    faults = [fault for folder in _folders() for fault in _faults(folder, used)]
    assert not faults, "\n".join(faults[:50])
    assert OWN.keys() - used == {_OF_OTHER_NAMES}, "an entry of the table excuses nothing"


def _is_about_names(row: Mapping[str, Any]) -> bool:
    """Rows in which a name counts as a word."""
    return "very similar to the following" in json.dumps(row["response"]["body"])


@needs(EXCHANGES)
def test_names_with_slashes_blanks_and_other_letters_change_nothing() -> None:
    """The same tours under names that have to be encoded, and must come back as they were sent."""
    faults = [fault for folder in _folders() for fault in _faults(folder, set(), RENAMED, _is_about_names)]
    assert not faults, "\n".join(faults[:50])

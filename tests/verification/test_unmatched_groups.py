"""Unmatched captures are taken together by what one choice would settle, and the choice does what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import contract_of
from small_runs import answers
from support import examples

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.verification.unmatched_groups import GroupKind, UnmatchedGroup, group_unmatched, host_of

HOST = "http://customers.test"


def capture(method: str, path: str, query: str = "", *, origin: str = HOST, number: int = 0) -> Capture:
    request = cl.HttpRequest(method, path, query)
    return Capture(request, cl.HttpResponse(200, json={"a": 1}), source="x.har", index=number, origin=origin)


CONTRACT = contract_of(
    answers("/customers/123", {"a": 1}), answers("/customers", {"a": 1}), answers("/orders", {"a": 1}, method="POST")
)


def groups_of(*captures: Capture, contract: cl.Contract = CONTRACT) -> list[UnmatchedGroup]:
    numbered = Captures(replace(each, index=number) for number, each in enumerate(captures))
    run = cl.verify(contract, numbered)
    matched = [result.capture for result in run.results if result.capture is not None]
    return group_unmatched([contract], run.unpaired, matched)


@pytest.mark.parametrize(
    ("captured", "kind", "value"),
    [
        (capture("GET", "/api/customers/123"), GroupKind.BASE_PATH, "/api"),
        (capture("GET", "/api/v2/customers"), GroupKind.BASE_PATH, "/api/v2"),
        (capture("GET", "/customers/123/"), GroupKind.NEAR_PATH, "/customers/123/"),
        (capture("GET", "/customer/123"), GroupKind.NEAR_PATH, "/customer/123"),
        (capture("GET", "/Customers/123"), GroupKind.NEAR_PATH, "/Customers/123"),
        (capture("GET", "/customers/124"), GroupKind.NEAR_PATH, "/customers/124"),
        (capture("OPTIONS", "/customers"), GroupKind.METHOD, ""),
        (capture("OPTIONS", "/nowhere"), GroupKind.METHOD, ""),
        (capture("DELETE", "/customers"), GroupKind.METHOD, "/customers"),
        (capture("GET", "/health"), GroupKind.PATH, "/health"),
        (capture("GET", "/baskets/17/items"), GroupKind.PATH, "/baskets/*/items"),
        (capture("GET", "/baskets/1", origin="http://u:p@baskets.test:8080"), GroupKind.HOST, "baskets.test:8080"),
    ],
)
def test_each_reason_has_its_group(captured: Capture, kind: GroupKind, value: str) -> None:
    matched = capture("GET", "/customers/123")
    (group,) = groups_of(matched, captured)
    assert (group.kind, group.value) == (kind, value)
    assert group.captures[0].request.path == captured.request.path


def test_another_query_is_another_value() -> None:
    (group,) = groups_of(capture("GET", "/customers", "page=2"))
    assert group.kind == GroupKind.VALUES
    assert group.nearest is CONTRACT.examples[1]


def test_a_host_counts_only_where_another_one_is_known() -> None:
    assert [group.kind for group in groups_of(capture("GET", "/baskets/1", origin="http://x.test"))] == [GroupKind.PATH]


def test_the_largest_group_comes_first_and_ids_have_no_path() -> None:
    groups = groups_of(
        capture("GET", "/health"), *(capture("GET", f"/baskets/{number}/secret-token-7") for number in range(100, 103))
    )
    assert [len(group.members) for group in groups] == [3, 1]
    assert "secret" not in groups[0].id
    assert len({group.id for group in groups}) == 2


@pytest.mark.parametrize("origin", ["http://[::1", "http://x:port", "nothing", "http://"])
def test_odd_addresses_have_no_host_or_one_without_a_password(origin: str) -> None:
    assert "@" not in host_of(capture("GET", "/", origin=origin))


steps = st.sampled_from(["customers", "orders", "123", "api", "v2", "health", "Customers", "customer"])
paths = st.lists(steps, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
requests = st.builds(
    capture,
    st.sampled_from(["GET", "POST", "OPTIONS", "DELETE"]),
    st.one_of(paths, paths.map(lambda path: f"{path}/")),
    st.sampled_from(["", "page=2"]),
    origin=st.sampled_from([HOST, "http://other.test"]),
)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(requests, max_size=12))
def test_every_unmatched_capture_is_in_one_group_and_a_base_path_matches_all_of_its_group(listed) -> None:
    numbered = Captures(replace(each, index=number) for number, each in enumerate(listed))
    run = cl.verify(CONTRACT, numbered)
    matched = [result.capture for result in run.results if result.capture is not None]
    groups = group_unmatched([CONTRACT], run.unpaired, matched)
    grouped = sorted(each.key for group in groups for each in group.captures)
    assert grouped == sorted(unpaired.capture.key for unpaired in run.unpaired)
    for group in groups:
        if group.kind == GroupKind.BASE_PATH:
            numbered.use_base_path(group.value, [each.key for each in group.captures])
    again = {unpaired.capture.key for unpaired in cl.verify(CONTRACT, numbered).unpaired}
    for group in groups:
        keys = {each.key for each in group.captures}
        assert keys <= again or (group.kind == GroupKind.BASE_PATH and not keys & again)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(requests, min_size=1, max_size=6), st.lists(requests, max_size=6))
def test_groups_keep_their_ids_when_captures_are_added(first, more) -> None:
    matched = capture("GET", "/customers/123")
    # A capture that matches says that its host is the provider's, and one more base path takes captures along.
    moving = (GroupKind.BASE_PATH, GroupKind.HOST)
    before = {group.id for group in groups_of(matched, *first) if group.kind not in moving}
    after = {group.id for group in groups_of(matched, *first, *more)}
    kinds = {group.kind for group in groups_of(matched, *first, *more)}
    assert before <= after or GroupKind.BASE_PATH in kinds

"""Checks by a cluster: two workers of dask.distributed on this machine find what one process finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matrices
import pytest
from matrices import provider
from support import require
from views import sample

import contractlab as cl


@pytest.fixture(scope="module")
def cluster_client() -> Iterator[Any]:
    """A client of two workers, each a process of its own, that listen on this machine alone."""
    distributed = require("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def outcomes(run: cl.Run) -> list[Any]:
    return [
        (
            result.example.key,
            result.verdict,
            result.reason,
            result.mismatches,
            result.unchecked,
            [(node.path, node.status) for node in result.explanation.walk()],
        )
        for result in run.results
    ]


def test_a_run_by_a_cluster_is_the_same(cluster_client: Any) -> None:
    contract, captures = sample.contract(), sample.captures()
    here = cl.verify(contract, captures)
    there = cl.verify(contract, captures, executor=cluster_client.get_executor())
    assert outcomes(there) == outcomes(here)
    assert there._repr_mimebundle_() == here._repr_mimebundle_()


def test_a_matrix_by_a_cluster_is_the_same_in_the_same_order(cluster_client: Any) -> None:
    versions = {f"1.{number}.0": provider(["good", "text", "null" if number > 5 else "good"]) for number in range(9)}
    contract = matrices.contract()
    here, there = (
        cl.matrix(contract, versions, executor=executor) for executor in (None, cluster_client.get_executor())
    )
    assert list(there.versions) == list(versions) == list(here.versions)
    assert there.to_frame().equals(here.to_frame())
    assert [row.description for row in there] == [row.description for row in here]
    assert there._repr_mimebundle_() == here._repr_mimebundle_()

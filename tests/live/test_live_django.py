"""A Django app whose test database is rolled back around every example, through its WSGI and its ASGI handler."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from small_contracts import contract_of, http
from support import require

import contractlab as cl

JSON = {"Content-Type": "application/json"}
BOOK = {"number": 7, "title": "Notes"}
KINDS = ("WSGI", "ASGI")


class Site:
    """The project: one model, two views, one connection to a test database."""

    def __init__(self) -> None:
        require("django")
        import django
        from django.conf import settings

        settings.configure(
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            ROOT_URLCONF="live_django_urls",
            ALLOWED_HOSTS=["*"],
            SECRET_KEY="test",
            USE_TZ=True,
            LOGGING_CONFIG=None,
        )
        django.setup()
        from django.db import connection, models

        class Book(models.Model):
            number = models.IntegerField(primary_key=True)
            title = models.TextField()

            class Meta:
                app_label = "shelf"

        self.books = Book
        self.connection = connection
        connection.creation.create_test_db(verbosity=0)
        with connection.schema_editor() as editor:
            editor.create_model(Book)

    def urls(self) -> list[Any]:
        from django.http import JsonResponse
        from django.urls import path

        def books(request: Any) -> Any:
            if request.method == "POST":
                self.books.objects.create(**json.loads(request.body))
                return JsonResponse({}, status=201)
            return JsonResponse({"numbers": [book.number for book in self.books.objects.all()]})

        def book(request: Any, number: int) -> Any:
            row = self.books.objects.filter(number=number).first()
            return JsonResponse({"title": row.title} if row else {}, status=200 if row else 404)

        return [path("books", books), path("books/<int:number>", book)]

    def app(self, kind: str) -> Any:
        from django.core.handlers.asgi import ASGIHandler
        from django.core.handlers.wsgi import WSGIHandler

        return WSGIHandler() if kind == "WSGI" else ASGIHandler()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    import sys
    from types import ModuleType

    made = Site()
    urls = ModuleType("live_django_urls")
    urls.urlpatterns = made.urls()  # type: ignore[attr-defined]
    sys.modules["live_django_urls"] = urls
    yield made
    made.connection.creation.destroy_test_db(":memory:", verbosity=0)
    del sys.modules["live_django_urls"]


@pytest.fixture
def shared(site: Site) -> Iterator[None]:
    """What Django's own live-server tests do: its ASGI handler takes a thread for each request, which has no connection
    of the test's."""
    from django.core.signals import request_started
    from django.db import connections

    connection = connections["default"]

    def share(sender: object, **_: object) -> None:
        connections["default"] = connection

    connection.inc_thread_sharing()
    request_started.connect(share)
    yield
    request_started.disconnect(share)
    connection.dec_thread_sharing()


def contract() -> cl.Contract:
    exists = {"a book exists": BOOK}
    only_seven = {"status": 200, "headers": JSON, "body": {"numbers": [7]}}
    answers = {"status": 200, "headers": JSON, "body": {"title": "Notes"}}
    posted = {"method": "POST", "path": "/books", "headers": JSON, "body": BOOK}
    return contract_of(
        http("a book", states=exists, request={"path": "/books/7"}, response=answers),
        http("all books", states=exists, request={"path": "/books"}, response=only_seven),
        http("a new book", request=posted, response={"status": 201}),
        http("the same new book", request=posted, response={"status": 201}),
        http("no book", request={"path": "/books/7"}, response={"status": 404}),
        http("all books again", states=exists, request={"path": "/books"}, response=only_seven),
    )


def handlers(site: Site, *, rolls_back: bool = True) -> cl.StateHandlers:
    from django.db import transaction

    states = cl.StateHandlers().provide(books=site.books.objects)

    @states("a book exists")
    def a_book(number: int, title: str, books: Any) -> None:
        books.create(number=number, title=title)

    if rolls_back:

        @states.each
        def rolled_back() -> Iterator[None]:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)

    return states


@pytest.mark.parametrize("kind", KINDS)
def test_the_database_is_as_it_was_after_every_example(kind: str, site: Site, shared: None) -> None:
    run = cl.verify(contract(), provider=site.app(kind), states=handlers(site))
    assert [result.verdict for result in run.results] == ["passed"] * 6, run
    assert site.books.objects.count() == 0
    assert run.again("all books").passed
    assert site.books.objects.count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_rolled_back_after_a_failure_too(kind: str, site: Site, shared: None) -> None:
    states = handlers(site)

    @states("a state that fails")
    def fails(books: Any) -> None:
        books.create(number=1, title="left behind")
        raise LookupError("planted")

    broken = contract_of(
        http("one", states={"a state that fails": {}}, request={"path": "/books"}),
        http("two", request={"path": "/books"}, response={"status": 404}),
    )
    run = cl.verify(broken, provider=site.app(kind), states=states)
    assert [result.verdict for result in run.results] == ["error", "failed"]
    assert "LookupError: planted" in run.results[0].capture.traceback
    assert site.books.objects.count() == 0


def test_without_it_examples_are_in_the_way_of_each_other(site: Site, shared: None) -> None:
    run = cl.verify(contract(), provider=site.app("WSGI"), states=handlers(site, rolls_back=False))
    try:
        assert [result.verdict for result in run.results][1:3] == ["error", "failed"]
    finally:
        site.books.objects.all().delete()


@pytest.mark.parametrize("kind", KINDS)
def test_a_view_that_raises_shows_its_traceback(kind: str, site: Site, shared: None) -> None:
    posted = {"method": "POST", "path": "/books", "headers": JSON, "body": {"number": 7, "subject": "unknown"}}
    run = cl.verify(
        contract_of(http("one", request=posted, response={"status": 201})),
        provider=site.app(kind),
        states=handlers(site),
    )
    (result,) = run.results
    assert result.verdict == "failed"
    assert result.capture.response.status == 500
    assert "subject" in result.capture.traceback

"""The provider: a library over HTTP. ``uvicorn library:app`` serves it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel


class Shelves:
    """The books, and who has them."""

    def __init__(self) -> None:
        self.books: dict[int, dict[str, Any]] = {}
        self.loans: dict[int, str] = {}

    def add(self, number: int, title: str, author: str = "Ada Lovelace") -> None:
        self.books[number] = {"id": number, "title": title, "author": author, "price": 12.5}

    def remove(self, number: int) -> None:
        self.books.pop(number, None)
        self.loans.pop(number, None)

    def shown(self, number: int) -> dict[str, Any]:
        return {**self.books[number], "on_shelf": number not in self.loans}

    def by(self, author: str) -> list[dict[str, Any]]:
        return [self.shown(number) for number, book in self.books.items() if book["author"] == author]

    def is_lent(self, number: int) -> bool:
        return number in self.loans

    def lend(self, number: int, member: str) -> dict[str, Any]:
        self.loans[number] = member
        return {"book": number, "member": member, "due": (date.today() + timedelta(days=28)).isoformat()}

    def take_back(self, number: int) -> None:
        self.loans.pop(number, None)


class Loan(BaseModel):
    """What a desk asks for."""

    book: int
    member: str


def create_app(shelves: Shelves) -> FastAPI:
    """The library with some books."""
    app = FastAPI()

    @app.get("/books/{number}")
    def book(number: int) -> Any:
        if number not in shelves.books:
            raise HTTPException(404, "no such book")
        return shelves.shown(number)

    @app.get("/books")
    def books(author: str) -> Any:
        return shelves.by(author)

    @app.post("/loans", status_code=201)
    def lend(loan: Loan) -> Any:
        if shelves.is_lent(loan.book):
            return JSONResponse({"error": f"book {loan.book} is lent"}, 409)
        return shelves.lend(loan.book, loan.member)

    @app.delete("/loans/{number}", status_code=204)
    def take_back(number: int) -> None:
        shelves.take_back(number)

    return app


shelves = Shelves()
app = create_app(shelves)

"""The staff's dashboard as tests read it: its numbers, and what the lists say that they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from django.test import Client

from usr_portal.dashboard.staff_board import Board


def board(client: Client) -> Board:
    found: Board = client.get("/staff/").context["board"]
    return found


def numbered(found: Board) -> Iterator[tuple[int, str]]:
    """Give every number of proposals on the page, with where it leads."""
    for chart in (found.stages, *found.distribution):
        for row in chart.rows:
            yield row.value, row.url
            yield row.part or 0, row.part_url
    for part in found.progress:
        yield from ((figure.number, figure.url) for figure in part.figures)
    for todo in (*found.todos, *(late for line in found.windows for late in line.late)):
        if todo.number is not None:
            yield todo.number, todo.url


def listed(client: Client, url: str) -> int:
    """Count what a list of the staff shows."""
    page = client.get(url).context["page"]
    return int(page.paginator.count)

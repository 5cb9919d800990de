"""Guides with a history, published once a process: afterwards their rows are put back as they were."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

_kept: dict[str, list[tuple[str, list[Any]]]] = {}  # the statement that writes the rows of a table, and the rows


def put_back(name: str, make: Callable[[], Any]) -> None:
    """Have the rows there that `make` writes. What is there already must be the same each time."""
    models = list(apps.get_app_config("guides").get_models(include_auto_created=True))
    if name not in _kept:
        before = [set(rows) for _statement, rows in map(_rows_of, models)]
        make()
        made = zip(before, map(_rows_of, models), strict=True)
        _kept[name] = [(statement, [row for row in rows if row not in known]) for known, (statement, rows) in made]
        return
    with connection.cursor() as cursor:
        for statement, rows in _kept[name]:
            if rows:
                cursor.executemany(statement, rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _rows_of(model: Any) -> tuple[str, list[Any]]:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields]
    names, values = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table}")  # noqa: S608
        return f"INSERT INTO {table} ({names}) VALUES ({values})", cursor.fetchall()  # noqa: S608

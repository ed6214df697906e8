"""What a query may be: one statement that reads the warehouse and nothing else.

The engine forbids writing, other files and changed settings by itself (`reader.READ_ONLY_SETTINGS`). This guard comes
before it for two reasons: a refusal should name its reason, and some of DuckDB's table functions read raw memory or
act on the engine while they look like a SELECT.
"""

from __future__ import annotations

import re
from itertools import pairwise

import duckdb

from warehouse.errors import QueryFailed, QueryRefused

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
_PIVOT = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:pivot|with|from|select|summarize|\()", re.IGNORECASE | re.DOTALL)
_EXPLAIN = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*explain\s+(?:analy[sz]e\s+)?(?:\([^)]*\)\s*)?", re.IGNORECASE | re.DOTALL
)

#: The table functions that make rows out of their arguments or of the catalog. A newer DuckDB's others stay refused.
_TABLE_FUNCTIONS = frozenset(
    re.split(
        r"\s+",
        "unnest range generate_series repeat repeat_row json_each json_tree summary histogram histogram_values "
        "duckdb_columns duckdb_constraints duckdb_databases duckdb_functions duckdb_indexes duckdb_keywords "
        "duckdb_schemas duckdb_settings duckdb_tables duckdb_types duckdb_views icu_calendar_names pg_timezone_names "
        "pragma_database_size pragma_show pragma_storage_info pragma_table_info pragma_version",
    )
)
#: Scalar functions that do more than compute.
_ACTING_FUNCTIONS = frozenset({"nextval", "setval", "setseed", "write_log"})


def _called_names(sql: str) -> set[str]:
    """Lower-case names that stand before a bracket, quoted ones included; a superset of the functions called."""
    source = sql.encode()
    tokens = duckdb.tokenize(sql)
    ends = [start for start, _ in tokens[1:]] + [len(source)]
    words = [
        (source[start:end].decode(errors="replace").strip(), kind)
        for (start, kind), end in zip(tokens, ends, strict=True)
        if kind != duckdb.token_type.comment
    ]
    names = set()
    for (word, kind), (following, _) in pairwise(words):
        if following.startswith("(") and kind in (duckdb.token_type.identifier, duckdb.token_type.keyword):
            names.add(word.strip('"').replace('""', '"').lower())
    return names


def _statement_kind(sql: str) -> duckdb.StatementType:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    if not statements:
        raise QueryFailed("There is no statement in the query.")
    if len(statements) > 1:
        raise QueryRefused(f"{len(statements)} statements at once")
    return statements[0].type


def check_query(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Let pass what reads the warehouse.

    Args:
        connection: asked for the names of DuckDB's table functions.
        sql: the query.

    Raises:
        QueryRefused: it is more than one statement, or one that does anything but read.
        QueryFailed: it does not parse.
    """
    kind = _statement_kind(sql)
    if kind == duckdb.StatementType.EXPLAIN and (opening := _EXPLAIN.match(sql)):
        kind = _statement_kind(sql[opening.end() :])
    if kind not in _READING and not (kind == duckdb.StatementType.MULTI and _PIVOT.match(sql)):
        raise QueryRefused(f"{kind.name} is no reading statement")
    called = _called_names(sql)
    if acting := called & _ACTING_FUNCTIONS:
        raise QueryRefused(f"{min(acting)}() does more than compute")
    if called:
        known = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table'"
        ).fetchall()
        if reaching := called & ({name for (name,) in known} - _TABLE_FUNCTIONS):
            raise QueryRefused(f"{min(reaching)}() reaches outside the warehouse's tables")

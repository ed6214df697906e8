"""How a command ends when something fails: one line on stderr and an exit code."""

import contextlib
import re
from collections.abc import Iterator

#: In an address: who asks, and what is asked for, either of which may be secret.
_SECRETS = re.compile(r"(?<=://)[^\s/@]*@|(?<=\S)\?[^\s'\"<>)]+")


def words_of(error: BaseException, most: int = 200) -> str:
    """Return what an error says in one line of at most so many characters, without secrets in addresses."""
    words = _SECRETS.sub("", " ".join(str(error).split()))
    return (words or type(error).__name__)[:most]


class Failure(Exception):
    """Ends a command with one line on stderr and an exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


@contextlib.contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn the errors that users can mend into one line on stderr: 2 for bad usage, else 1."""
    from flows.cache import BadSize
    from flows.cluster import ClusterUnusable
    from flows.server import ServerError
    from flows.stores import BadAddress
    from flows.workers import WorkersUnusable
    from warehouse.errors import QueryParameterError, UnknownQuery, WarehouseError

    try:
        yield
    except (UnknownQuery, QueryParameterError, BadSize, BadAddress) as error:
        raise Failure(str(error), 2) from error
    except (WarehouseError, ServerError, WorkersUnusable, ClusterUnusable) as error:
        raise Failure(str(error)) from error

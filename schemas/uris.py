"""How sources are named: a file on this machine by its absolute path, one in a store by its address."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://")


def is_url(uri: str) -> bool:
    """Tell whether a source is recorded under an address, not under a path."""
    return _ADDRESS.match(uri) is not None


def file_name(uri: str) -> str:
    """Return the name of the file that a source is recorded under, without the escapes of web addresses."""
    name = PurePosixPath(uri).name
    return unquote(name) if uri.startswith(("http:", "https:")) else name

"""What holds for all tests."""

import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

# How long an example takes depends on the machine and on what else it does: no test may fail for that.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests() -> Iterator[None]:
    """What tests read is kept in a folder of their own: the user's cache neither helps them nor grows by them."""
    with tempfile.TemporaryDirectory(prefix="kehoach-cache-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEHOACH_CACHE", folder)
        patch.delenv("KEHOACH_CACHE_LIMIT", raising=False)
        yield

"""What holds for all tests."""

import signal
import tempfile
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.running import end_all_below

# How long an example takes depends on the machine and on what else it does: no test may fail for that.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
# A shell starts background jobs with interrupts ignored, and all that they start inherits that: tests send interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests() -> Iterator[None]:
    """What tests read is kept in a folder of their own: the user's cache neither helps them nor grows by them."""
    with tempfile.TemporaryDirectory(prefix="kehoach-cache-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEHOACH_CACHE", folder)
        patch.delenv("KEHOACH_CACHE_LIMIT", raising=False)
        yield


@pytest.fixture(scope="module", autouse=True)
def _nothing_left_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever a failed or interrupted test has not ended is ended with its module."""
    yield
    end_all_below(tmp_path_factory.getbasetemp())


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what is left of tests whose own process was ended: the folders of all lie below that of the first."""
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None and factory._basetemp is not None:
        end_all_below(factory._basetemp)

"""Where kehoach keeps its state, and the environment that Prefect runs in."""

import os
from pathlib import Path
from typing import Literal

#: Prefect reads these when it is imported: nothing may be sent to an outside host.
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
#: What a run says is shown by the command itself; Prefect's own lines are in its pages.
SILENT = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL", "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL"}
#: For whom somebody waits at the keyboard: an API that has gone is asked once more after 2 s, not for a minute.
BRISK = {"PREFECT_CLIENT_MAX_RETRIES": "1"}
#: `corpus.settings.Ocr`, for what must answer sooner than corpus is imported.
OcrChoice = Literal["auto", "always", "never"]


def state_dir() -> Path:
    """Return the folder for the local Prefect server: `$XDG_STATE_HOME/kehoach`, else `~/.local/state/kehoach`."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "kehoach"


def default_warehouse() -> Path:
    """Return the warehouse that commands use by default: `$KEHOACH_WAREHOUSE`, else `./kehoach.duckdb`."""
    return Path(os.environ.get("KEHOACH_WAREHOUSE") or "kehoach.duckdb")

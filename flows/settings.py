"""Where kehoach keeps its state, and the environment that Prefect runs in."""

import os
from pathlib import Path

#: Prefect reads these when it is imported: nothing may be sent to an outside host.
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


def state_dir() -> Path:
    """Return the folder for the local Prefect server: `$XDG_STATE_HOME/kehoach`, else `~/.local/state/kehoach`."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "kehoach"


def default_warehouse() -> Path:
    """Return the warehouse that commands use by default: `$KEHOACH_WAREHOUSE`, else `./kehoach.duckdb`."""
    return Path(os.environ.get("KEHOACH_WAREHOUSE") or "kehoach.duckdb")

"""Telling what happens while nobody looks: a line with the time, and for what fails a command of the user's.

The command is given the facts as JSON on its standard input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import Any

#: Names the command; set by `kehoach schedule --on-failure`, or in the job variables of a work pool.
VARIABLE = "KEHOACH_ON_FAILURE"
#: Seconds after which a command that does not end is ended: it must hold up no run.
PATIENCE = 60.0


def say(words: str) -> None:
    """Write a line with the time to stderr, where the journal of a service has it from."""
    print(f"{datetime.now().astimezone().isoformat(timespec='seconds')} {words}", file=sys.stderr, flush=True)


def tell(event: str, **facts: Any) -> bool:
    """Run the command that `$KEHOACH_ON_FAILURE` names; False if there is none, or it failed, which stops nothing.

    The command is run by the shell. Names of files and reasons are untrusted and reach it as data only: one JSON
    object on standard input. `KEHOACH_EVENT` is `event`.

    Args:
        event: `run-failed`, `run-crashed`, `files-rejected` or `server-away`.
        facts: what else the JSON object tells.
    """
    command = os.environ.get(VARIABLE)
    if not command:
        return False
    try:
        done = subprocess.run(
            command,
            shell=True,
            input=json.dumps({"event": event, **facts}, ensure_ascii=False, default=str) + "\n",
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"KEHOACH_EVENT": event},
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"kehoach: the command of --on-failure did not run: {error}", file=sys.stderr, flush=True)
        return False
    if done.returncode:
        print(f"kehoach: the command of --on-failure ended with {done.returncode}", file=sys.stderr, flush=True)
    return done.returncode == 0

"""Word 97 documents: converted by LibreOffice where it is installed, then read as Word documents of today."""

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from corpus.docx import read_docx
from corpus.errors import DamagedInput, NeedsConverter
from schemas.source import SourceText

#: Seconds that a conversion may take; a plan takes three, the first start of LibreOffice ten.
TIMEOUT = 120
_PROGRAMS = ("soffice", "libreoffice")
INSTALL = "apt-get install libreoffice-writer-nogui"


def installed() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return next((found for found in map(shutil.which, _PROGRAMS) if found), None)


def read_word97(data: bytes, name: str) -> SourceText:
    """Read a Word 97 document (.doc).

    Args:
        data: the file's bytes.
        name: the file's name, for messages.

    Raises:
        NeedsConverter: if LibreOffice is not installed.
        DamagedInput: if LibreOffice cannot read it, or not within `TIMEOUT` seconds.
        RejectedInput: as `corpus.docx.read_docx` does.
    """
    program = installed()
    if program is None:
        raise NeedsConverter(
            name,
            "is a Word 97 document (.doc), which is converted by LibreOffice, and that is not installed",
            f"install it ({INSTALL}) or save the document as .docx",
        )
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        converted = _convert(program, data, Path(folder), name)
        source = read_docx(converted, name)
    return replace(source, media_type="application/msword")


def _convert(program: str, data: bytes, folder: Path, name: str) -> bytes:
    original = folder / "document.doc"
    original.write_bytes(data)
    # A profile of its own, so that a running LibreOffice is not asked, and no macro or link of the user's is trusted.
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--convert-to", "docx", "--outdir", str(folder / "out")),
        str(original),
    ]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(TIMEOUT)
    except subprocess.TimeoutExpired as error:
        problem = f"is a Word 97 document that LibreOffice could not convert within {TIMEOUT} seconds"
        raise DamagedInput(name, problem, "open it in Word and save it as .docx") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    result = folder / "out" / "document.docx"
    if not result.exists():
        problem = "is a Word 97 document that LibreOffice cannot read, perhaps damaged or locked"
        raise DamagedInput(name, problem, "open it in Word and save it as .docx")
    return result.read_bytes()

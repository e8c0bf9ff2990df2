"""How LibreOffice is started: with a profile of its own, nothing run or fetched, this machine's
fonts; and LibreOffices that stay open between calls, so that the next document needs no start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from html import escape
from pathlib import Path
from threading import Event, Lock

from leavebehind import fonts
from leavebehind.worker import Pool, Process, end, start

_GUARD = Path(__file__).with_name("libreoffice_guard.py")


class Listener:
    """Keeps one LibreOffice open, from the first call that needs it until it is closed.

    A call with the same profile has it do the work, in a fraction of the time that a start takes.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened = ExitStack()
        self._process: Process | None = None
        self._profile = Path("profile")

    @property
    def process_id(self) -> int | None:
        """The head of the process group in which LibreOffice is open; None where it is not."""
        return self._process.pid if self._process else None

    def start(self, program: Path, memory: int) -> None:
        """Starts LibreOffice where none is running, and does not wait for it."""
        with self._lock:
            if self._is_alive():
                return
            self._opened.close()
            temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            scratch = Path(self._opened.enter_context(temporary))
            self._profile = new_profile(scratch)
            # It does not end while a document is open in it.
            document = scratch / "open.txt"
            document.write_text("open", encoding="utf-8")
            command: list[str | Path] = [
                sys.executable,
                _GUARD,
                program,
                *options(self._profile),
                document,
            ]
            process = start(command, environment(scratch), stdin=subprocess.PIPE, memory=memory)
            if process.stdin:
                self._opened.callback(process.stdin.close)
            self._opened.callback(end, process)
            self._process = process

    def ready(self) -> Path | None:
        """The profile of the LibreOffice that is open and takes documents."""
        with self._lock:
            # The lock file is there once the document is open.
            is_open = self._profile.with_name(".~lock.open.txt#").exists()
            return self._profile if self._is_alive() and is_open else None

    def wait(self, seconds: float, stop: Event) -> Path | None:
        """The profile as `ready` gives it, once it is; ends a LibreOffice that takes too long."""
        deadline = time.monotonic() + seconds
        while self._is_alive() and time.monotonic() < deadline and not stop.is_set():
            if profile := self.ready():
                return profile
            time.sleep(0.02)
        self.close()
        return None

    def close(self) -> None:
        """Ends the LibreOffice that is open; the next call starts another."""
        with self._lock:
            self._process = None
            self._opened.close()

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None


class Listeners(Pool[Listener]):
    """Lends listeners, one to a call at a time; while it is entered, those stay open.

    `stays_warm`: LibreOffice is opened after a single document, too, because more will follow.
    """

    def __init__(self, *, stays_warm: bool = False) -> None:
        super().__init__()
        self.stays_warm = stays_warm
        self.lent = 0
        """How often one was."""

    def lend(self) -> AbstractContextManager[Listener]:
        """The listener that was used last of those that are free, else a new one."""
        with self._lock:
            self.lent += 1
        return self.lend_any(None, Listener)


def new_profile(scratch: Path) -> Path:
    """A folder in `scratch` for LibreOffice to keep its settings in."""
    profile = scratch / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    return profile


def options(profile: Path) -> list[str]:
    """Has LibreOffice work with the profile, unseen."""
    quiet = ["--headless", "--norestore", "--nologo", "--nodefault"]
    return [f"-env:UserInstallation={profile.as_uri()}", *quiet]


def environment(scratch: Path) -> dict[str, str]:
    """This process's environment, with `scratch` to write in, and no way to the network."""
    nowhere = "http://127.0.0.1:9"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), nowhere)
    inherited = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    inherited |= proxies | {name.upper(): value for name, value in proxies.items()}
    inherited |= dict.fromkeys(("HOME", "TMP", "TEMP", "TMPDIR"), str(scratch))
    if sys.platform not in ("win32", "darwin"):
        fonts = scratch / "fonts.conf"
        fonts.write_text(_font_settings(), encoding="utf-8")
        inherited["FONTCONFIG_FILE"] = str(fonts)
    return inherited


def _settings() -> str:
    """The profile's settings: how PDFs are made, and that nothing is run, fetched or recovered."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, settings in _SETTINGS.items()
        for name, value in settings.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{items}</oor:items>\n"
    )


_SETTINGS: Mapping[str, Mapping[str, str]] = {
    # Set here and not on the command line, where options are understood from 7.4 on only.
    "Office.Common/Filter/PDF/Export": {
        "UseTaggedPDF": "true",
        **dict.fromkeys(("ExportBookmarks", "ExportFormFields"), "false"),
        **dict.fromkeys(("ExportNotes", "ExportNotesInMargin"), "false"),
        "EmbedStandardFonts": "true",
        # JPEG would smear the modules of a QR code.
        "UseLosslessCompression": "true",
        "ReduceImageResolution": "true",
        "ImageResolution": "300",
    },
    "Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "Office.Writer/Content/Update": {"Link": "0"},
    "Office.Recovery/AutoSave": {"Enabled": "false"},
    "Office.Recovery/RecoveryInfo": {"Enabled": "false"},
    # A proxy where nobody listens (type 2 is "manual"), for every host.
    "Inet/Settings": {
        "ooInetProxyType": "2",
        **{f"ooInet{kind}ProxyName": "127.0.0.1" for kind in ("HTTP", "HTTPS", "FTP")},
        **{f"ooInet{kind}ProxyPort": "9" for kind in ("HTTP", "HTTPS", "FTP")},
        "ooInetNoProxy": "",
    },
}


def _font_settings() -> str:
    """The machine's fonts, and those that come along; HOME points elsewhere, so its are named."""
    home = Path.home()
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    folders = [fonts.FOLDER, data / "fonts", home / ".fonts"]
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        # The person's own cache first, or every call would read every font anew.
        f"<cachedir>{escape(str(home / '.cache/fontconfig'))}</cachedir>\n"
        f'<include ignore_missing="yes">{escape(system)}</include>\n'
        + "".join(f"<dir>{escape(str(folder))}</dir>\n" for folder in folders)
        + "</fontconfig>\n"
    )

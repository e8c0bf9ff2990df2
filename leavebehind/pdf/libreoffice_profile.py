"""How LibreOffice is started: with a profile of its own, nothing run or fetched, this machine's
fonts."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

from leavebehind import fonts


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
    # A profile that knows no version, or an older one, has LibreOffice draw 64 MB pictures to test
    # its graphics at each start, which takes twice as long as the rest of it.
    "Setup/Product": {"ooSetupLastVersion": "999.0"},
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

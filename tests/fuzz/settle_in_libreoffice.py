"""Accepts and rejects all tracked changes of the documents in a folder, over UNO; a Python that
has it runs this: /usr/bin/python3 settle_in_libreoffice.py FOLDER (Debian: python3-uno)."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ATTEMPTS = 120


def settle(folder: Path) -> None:
    """Writes `accepted/NAME` and `rejected/NAME` for each document in the folder."""
    name = f"leavebehind{time.time_ns()}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    accept = f"--accept=pipe,name={name};urp;"
    with subprocess.Popen(["soffice", profile, "--headless", "--norestore", accept]) as office:
        context = _connected(name)
        manager = context.ServiceManager
        desktop, dispatcher = (
            manager.createInstanceWithContext(f"com.sun.star.frame.{service}", context)
            for service in ("Desktop", "DispatchHelper")
        )
        for path in sorted(folder.glob("*.docx")):
            for command, done in (("Accept", "accepted"), ("Reject", "rejected")):
                target = folder / done / path.name
                target.parent.mkdir(exist_ok=True)
                document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
                frame = document.CurrentController.Frame
                dispatcher.executeDispatch(frame, f".uno:{command}AllTrackedChanges", "", 0, ())
                document.storeToURL(target.as_uri(), (_filter(),))
                document.close(True)
        desktop.terminate()
        office.wait()


def _connected(name: str) -> Any:
    local = import_module("uno").getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(ATTEMPTS):
        try:
            return resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.5)
    raise TimeoutError("LibreOffice does not answer")


def _filter() -> Any:
    value = import_module("uno").createUnoStruct("com.sun.star.beans.PropertyValue")
    value.Name, value.Value = "FilterName", "MS Word 2007 XML"
    return value


if __name__ == "__main__":
    settle(Path(sys.argv[1]).resolve())

"""A web page that answers with a reader's PDF, made of the JSON it is sent.

    fastapi run samples/web_service.py

POST the sheets as JSON to /packages/NAME. It needs `pip install "fastapi[standard]"`.
"""

import asyncio
import tempfile
from typing import Any

from fastapi import FastAPI, HTTPException, Response

import leavebehind

app = FastAPI()


@app.post("/packages/{interviewer}")
async def package(interviewer: str, data: dict[str, Any]) -> Response:
    """The PDF for one interviewer; 422 with every problem of the data."""
    try:
        # In a thread, so that other requests are answered meanwhile.
        made = await asyncio.to_thread(make, interviewer, data)
    except leavebehind.ProblemsError as error:
        raise HTTPException(422, [str(problem) for problem in error.problems]) from error
    except leavebehind.UnknownNameError as error:
        raise HTTPException(404, str(error)) from error
    if made.pdf is None:
        raise HTTPException(500, [str(problem) for problem in made.problems])
    return Response(made.pdf, media_type="application/pdf")


def make(interviewer: str, data: dict[str, Any]) -> leavebehind.PackageBytes:
    # What a stranger sends can name no file of this machine.
    with tempfile.TemporaryDirectory() as nothing:
        search = leavebehind.Search.from_data(data, nothing)
        return leavebehind.package_bytes(search, interviewer)

"""Here lives the making of the API: an application of its own under /api/v1, with its own door, errors and document."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from pipelines.resources import Resources
from schemas.errors import SohoaError
from web.api import document, figures, looking_up, pushing, reusing
from web.api.door import Door
from web.api.meter import Meter
from web.api.problems import answer_error, answer_failure, answer_http, answer_invalid
from web.rendering import Pages


def make_api(resources: Resources | None, pages: Pages) -> FastAPI:
    """The API over open stores; without any it can only describe itself."""
    # The library's own pages load scripts from elsewhere.
    api = FastAPI(
        title=document.TITLE, version=document.VERSION, docs_url=None, redoc_url=None, openapi_url=None,
        redirect_slashes=False,
    )  # fmt: skip
    api.state.resources = resources
    api.state.pages = pages
    for module in (looking_up, reusing, pushing, figures, document):
        api.include_router(module.router)
    if resources is not None:
        api.add_middleware(Door, resources=resources, meter=Meter())
    api.add_exception_handler(SohoaError, answer_error)
    api.add_exception_handler(RequestValidationError, answer_invalid)
    api.add_exception_handler(HTTPException, answer_http)
    api.add_exception_handler(Exception, answer_failure)
    return api

"""`/docs`: what can be asked of a service, as a page to read and to try. It needs nothing but the service itself.

The framework's own page fetches its script and its style from elsewhere: on a closed network it is blank, and on an
open one others learn who looks at it. There is no `/redoc`: its script asks its maker's host for a logo.
"""

from html import escape

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

# relative, so that they hold behind a proxy that gives a service a path of its own
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="docs/files/favicon.png">
<link rel="stylesheet" href="docs/files/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/files/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""

# without `validatorUrl: null` a layout may show a badge, for which swagger.io is told the service's address
_START = """\
SwaggerUIBundle({url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null})
"""

# a newer script that asks somebody else is refused by the browser; pictures within the style itself are `data:`
_POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def install(app: FastAPI) -> None:
    """Add the page, in the place of the framework's own."""
    # only the package's files are wanted: it is not imported, so that its code cannot keep a service from starting
    app.mount("/docs/files", StaticFiles(packages=[("fastapi_offline", "static")]))
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def docs() -> Response:
        return HTMLResponse(_PAGE.format(title=escape(app.title)), headers={"Content-Security-Policy": _POLICY})

    @router.get("/docs/start.js")
    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    app.include_router(router)

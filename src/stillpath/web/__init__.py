"""The pages in a browser and the HTTP API: readings of the same knowledge, served without a script or a third party."""

from stillpath.web.app import create_app

__all__ = ["create_app"]

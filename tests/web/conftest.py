"""The application over the shipped knowledge, without a network; and the addresses of every kind of page."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.model import Knowledge
from stillpath.web import create_app

NOW = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)


@pytest.fixture(scope="session")
def answerer(knowledge: Knowledge) -> Answerer:
    return Answerer(knowledge)


@pytest.fixture(scope="session")
def app(knowledge: Knowledge, answerer: Answerer) -> FastAPI:
    return create_app(knowledge, answerer, lambda: NOW)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)

"""What the tests share: the shipped model, and the command line program where it is built."""

import os
import shutil
from pathlib import Path

import pytest

import surmise

REPOSITORY = Path(__file__).resolve().parents[2]


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="also run what takes minutes")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        skip = pytest.mark.skip(reason="takes minutes; run with --long")
        for item in items:
            if "long" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def model():
    return surmise.load()


@pytest.fixture(scope="session")
def program():
    """The command line program: SURMISE, or the one that cargo built here."""
    found = os.environ.get("SURMISE") or REPOSITORY / "target" / "release" / "surmise"
    if not shutil.which(str(found)):
        pytest.skip("no command line program; name one with SURMISE, or cargo build --release")
    return str(found)


@pytest.fixture(scope="session")
def articles():
    """The eight example articles."""
    return [path.read_text() for path in sorted((REPOSITORY / "examples").glob("*.txt"))]


@pytest.fixture(scope="session")
def labelled():
    """Labelled rows of the shipped corpus: 2,000 of them, with their documents."""
    import csv

    rows = []
    for path in sorted((REPOSITORY / "training-data").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for place, row in enumerate(csv.DictReader(file)):
                label = row.get("kind") or row.get("label")
                rows.append((row["text"], label, row.get("document"), place))
    # Whole documents, of every genre.
    documents = sorted({row[2] for row in rows})
    chosen = set(documents[:: max(1, len(documents) // 150)])
    return [row for row in rows if row[2] in chosen][:2000]

"""Each sentence is written once for people: the stubs say what `help` says."""

import ast
import doctest
import inspect
from pathlib import Path

import surmise
from surmise import _surmise

STUBS = Path(surmise.__file__).with_name("_surmise.pyi")


def test_stubs_and_help_say_the_same():
    tree = ast.parse(STUBS.read_text())
    told = {}
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            told[node.name] = (node, getattr(_surmise, node.name))
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    there = getattr(getattr(_surmise, node.name), inner.name)
                    told[f"{node.name}.{inner.name}"] = (inner, there)
    documented = {name: ast.get_docstring(node) for name, (node, _) in told.items()}
    documented = {name: said for name, said in documented.items() if said and "._" not in name}
    assert len(documented) > 14
    for name, said in documented.items():
        if name not in ("Tally", "Plan"):
            assert inspect.getdoc(told[name][1]) == said, name


def test_the_module_has_nothing_that_the_stubs_lack():
    tree = ast.parse(STUBS.read_text())
    stubbed = {node.name for node in tree.body if hasattr(node, "name")} | {"__version__"}
    there = {name for name in vars(_surmise) if not name.startswith("__")} | {"__version__"}
    assert there == stubbed


def test_the_examples_of_the_front_door_run():
    assert doctest.testmod(surmise).failed == 0
    assert doctest.testmod(surmise).attempted >= 4

"""Imports have no cycles, between files or between folders."""

import ast
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.source_code import EVERYTHING, ROOT, files_of

Modules = dict[str, Path]


def modules() -> Modules:
    files = files_of(*EVERYTHING, suffix=".py")
    return {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): path for path in files}


def imports_of(path: Path, known: Modules) -> Iterator[str]:
    """Yield the modules of ours that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
        yield from (name for name in names if name in known)


def folder(module: str) -> str:
    """Return a module's folder; a file beside the folders, such as tiketa/settings.py, stands for itself."""
    return module.rpartition(".")[0] if module.count(".") > 1 else module


@pytest.mark.parametrize("grouped_by", [str, folder], ids=["files", "folders"])
def test_imports_have_no_cycle(grouped_by: Callable[[str], str]) -> None:
    known = modules()
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        group = grouped_by(name)
        graph.setdefault(group, set()).update(
            grouped_by(other) for other in imports_of(path, known) if grouped_by(other) != group
        )
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))

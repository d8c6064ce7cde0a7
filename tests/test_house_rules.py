"""What the house agreed on and no other tool checks; every test names what it found, with file and line."""

import ast
import re

from tests.support.source_code import CODE, EVERYTHING, ROOT, at, files_of, js_strings, literal, method_of, nodes_of

LONGEST_FILE = 300
ERRORS = ROOT / "tiketa" / "kernel" / "errors"
THEME = ROOT / "components" / "theme.py"
OWN_FILES = ("*.md", "*.py", "*.toml", "*.txt", "*.yaml", "Makefile", ".env.example")
COLOUR = re.compile(r"(?i)(?<![\w&])#(?:[\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b|\b(?:rgb|hsl|oklch|hwb)a?\(")
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home|root|work|Users|tmp/venv)/\w")


def test_no_file_is_longer_than_300_lines() -> None:
    files = [*files_of(*EVERYTHING, suffix=".py"), *files_of(*EVERYTHING, suffix=".js")]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert not [f"{at(path)}: {lines}" for path, lines in lengths.items() if lines > LONGEST_FILE]


def test_only_storage_begins_and_ends_transactions() -> None:
    ways = {"commit", "rollback", "begin", "begin_nested"}
    found = [at(path, node) for path, node in nodes_of(*CODE) if method_of(node) in ways]
    assert not [place for place in found if not place.startswith("tiketa/storage/")]


def test_exceptions_are_defined_in_one_place() -> None:
    ours = {node.name for _, node in nodes_of("tiketa/kernel/errors") if isinstance(node, ast.ClassDef)}
    elsewhere = ((path, node) for path, node in nodes_of(*CODE) if ERRORS not in path.parents)
    found = [at(path, node) for path, node in elsewhere if is_exception(node, ours)]
    assert not found


def test_colours_are_named_in_the_style_and_the_theme_only() -> None:
    found = [at(path, node) for path, node in nodes_of(*CODE) if path != THEME and COLOUR.search(literal(node))]
    for path in files_of(*CODE, "assets", suffix=".js"):
        found += [f"{at(path)}: {text}" for text in js_strings(path) if COLOUR.search(text)]
    assert not found


def test_no_path_of_somebodys_machine_is_kept() -> None:
    kept = [*files_of(*EVERYTHING, "docs", ".ci"), *(path for name in OWN_FILES for path in ROOT.glob(name))]
    texts = {path: path.read_bytes().decode(errors="ignore") for path in kept}
    found = [f"{at(path)}: {hit[0]}" for path, text in texts.items() for hit in MACHINE_PATH.finditer(text)]
    assert not found


def is_exception(node: ast.AST, ours: set[str]) -> bool:
    """Say whether this is a class with a base that is one of our exceptions, or is named like Python's."""
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    names = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in bases}
    return bool(names & ours) or any(name.endswith(("Exception", "Error", "Warning")) for name in names)

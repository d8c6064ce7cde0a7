"""Reads the repository's own code, for the tests of its rules."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("tiketa", "components", "pages", "main.py")
SCREEN = ("components", "pages")
EVERYTHING = (*CODE, "assets", "tests", "benchmarks", "tools")
LANGUAGES = ("id", "en")
NOT_OURS = {"__pycache__", "vendor"}
JS_STRING = re.compile(r"""(?s)"[^"\n]*"|'[^'\n]*'|`[^`]*`""")


def files_of(*places: str, suffix: str = "") -> list[Path]:
    """Return the files in these folders and of these names, without Python's caches."""
    roots = [ROOT / place for place in places]
    paths = [path for root in roots for path in (root, *root.rglob("*")) if path.name.endswith(suffix)]
    return [path for path in paths if path.is_file() and not NOT_OURS & set(path.parts)]


def nodes_of(*places: str) -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node of the Python files, without docstrings and the pieces of f-strings."""
    files = files_of(*places, suffix=".py")
    assert files, f"nothing to check in {places}"
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        pieces = {id(piece) for node in ast.walk(tree) for piece in ignored_strings(node)}
        yield from ((path, node) for node in ast.walk(tree) if id(node) not in pieces)


def ignored_strings(node: ast.AST) -> list[ast.AST]:
    """Return the strings directly under this node that are docstrings or pieces of f-strings."""
    if isinstance(node, ast.JoinedStr):
        return [piece for piece in node.values if isinstance(piece, ast.Constant)]
    return [node.value] if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) else []


def literal(node: ast.AST | None) -> str:
    """Return a string literal's text, of an f-string with `{}` for each gap, or "" for other nodes."""
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(piece) or "{}" for piece in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def js_strings(path: Path) -> list[str]:
    """Return the string literals of a script, quotes included."""
    code = re.sub(r"(?m)^\s*//.*$", "", path.read_text(encoding="utf-8"))
    return JS_STRING.findall(code)


def method_of(node: ast.AST) -> str:
    """Return the name of the method that is called here, or ""."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def at(path: Path, node: ast.AST | None = None) -> str:
    """Return where something is, for the message."""
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{getattr(node, 'lineno', '?')}" if node else place


def locale(language: str) -> dict[str, str]:
    """Return every sentence of a language by its dotted key."""
    text = (ROOT / "assets" / "locales" / f"{language}.toml").read_text(encoding="utf-8")
    return dict(flat(tomllib.loads(text)))


def flat(table: dict[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the entries of nested tables by their dotted keys."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)

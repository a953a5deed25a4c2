"""Three small papers of a council that does not exist, one of them exempt, as a corpus; and answers about them."""

from datetime import date
from typing import Any

from eval.checks.claims import Claim, cite, claims_of
from eval.corpus import Corpus, Matches, Source
from eval.models import Case, CitedPlace, FoundPassage, Response, Stated
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, PaperStatus, Passage, Table

ROADS_2023 = "roads-2023.pdf"
ROADS = (
    ("The capital allocation for structural maintenance in 2023/24 is £3.24m, of which £2.31m is government grant.", Kind.PARAGRAPH),
    (
        "Councillor Pettifer moved that recommendation (ii) be not agreed. Put to the vote it was carried by 6 votes to 3.",
        Kind.MINUTE,
    ),
    ("RESOLVED that the Head of Highways bring a five-year forecast to the March 2024 meeting.", Kind.RESOLUTION),
    ("Garden waste\t(236)\t(291)\t(55)", Kind.TABLE),
    (
        "Eleven drivers left in the autumn of 2022, four for the port. The public reported 9,412 defects within 28 days.",
        Kind.PARAGRAPH,
    ),
)
OLD = (("The capital allocation for structural maintenance in 2022/23 is £2.98m, of which £2.05m is government grant.", Kind.PARAGRAPH),)
SECRET = (("Officers have offered four million two hundred thousand pounds to Corvane Estates for the yard.", Kind.PARAGRAPH),)


def corpus() -> Corpus:
    """Roads 2023, roads 2022 (replaced) and an exempt appendix."""
    return Corpus(
        [
            _source("roads-2023.pdf", ROADS, date(2023, 9, 14)),
            _source("roads-2022.pdf", OLD, date(2022, 9, 15), status=PaperStatus.SUPERSEDED),
            _source("yard-exempt.pdf", SECRET, date(2023, 9, 14), classification=Classification.EXEMPT),
        ]
    )


def _source(
    document: str,
    texts: tuple[tuple[str, Kind], ...],
    held: date,
    classification: Classification = Classification.PUBLIC,
    status: PaperStatus = PaperStatus.CURRENT,
) -> Source:
    meeting = Meeting("Saltmere Borough Council", "Environment and Place Scrutiny Committee", held)
    table = Table(("Service", "Budget", "Outturn", "Variance"), (("Garden waste", "(236)", "(291)", "(55)"),), unit="£000")
    passages = tuple(
        Passage(
            id=f"{document}-{at}",
            document=document,
            ordinal=at,
            text=text,
            kind=kind,
            page=at + 1,
            report_title=f"Highway maintenance {held.year}",
            meeting=meeting,
            classification=classification,
            status=status,
            table=table if kind is Kind.TABLE else None,
        )
        for at, (text, kind) in enumerate(texts)
    )
    return Source(Paper(document[:16], document, document, f"hash of {document}", len(passages), len(passages), PaperInfo()), passages)


def passage(text: str, document: str = "paper.pdf", kind: Kind = Kind.PARAGRAPH, at: int = 0, **more: Any) -> Passage:
    """A passage of a paper of one's own."""
    return Passage(id=f"{document}-{at}-{len(text)}", document=document, ordinal=at, text=text, kind=kind, page=1, **more)


def library(*passages: Passage, matches: Matches | None = None) -> Corpus:
    """The passages as papers, by their document."""
    papers = {one.document: tuple(other for other in passages if other.document == one.document) for one in passages}
    return Corpus((Source(Paper(name[:16], name, name, name, 1, 1, PaperInfo()), held) for name, held in papers.items()), matches)


def told(sentence: str, *cited: Passage | tuple[Passage, str], of: Case | None = None, papers: Corpus | None = None) -> Claim:
    """A sentence that cites whole passages, or quotes of them."""
    pairs = [one if isinstance(one, tuple) else (one, one.text) for one in cited]
    papers, case = papers or library(*(one for one, _ in pairs)), of or Case(id="q", question="")
    places = [CitedPlace(marker=at, document=p.document, quote=q, passage_id=p.id) for at, (p, q) in enumerate(pairs, 1)]
    return Claim(sentence, tuple(cite(place, papers) for place in places), (), case.question, case, papers)


def response(identity: str, *cited: tuple[str, str, str], listed: tuple[str, ...] = (), answer: str | None = None) -> Response:
    """An answer of (sentence, document, quote) triples; every quoted paper's passages are listed, after `listed`."""
    known = {passage.id: passage for source in corpus().sources for passage in source.passages}
    order = [*listed, *(name for name in known if name not in listed and any(name.startswith(c[1]) for c in cited if c[1]))]
    return Response(
        id=identity,
        answer=" ".join(sentence for sentence, _, _ in cited) if answer is None else answer,
        statements=tuple(Stated(text=text, citations=(at,)) for at, (text, _, _) in enumerate(cited, 1)),
        citations=tuple(CitedPlace(marker=at, document=doc, quote=quote) for at, (_, doc, quote) in enumerate(cited, 1) if doc),
        passages=tuple(FoundPassage(document=known[i].document, text=known[i].text, passage_id=i) for i in order),
    )


def claim(
    sentence: str, quote: str = ROADS[0][0], document: str = "roads-2023.pdf", question: str = "How much is there for roads?"
) -> Claim:
    """One sentence citing one quote."""
    case = Case(id="q", question=question)
    return claims_of(case, response("q", (sentence, document, quote)), corpus())[0]

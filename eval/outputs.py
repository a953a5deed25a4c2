"""Scores for machines: JSON, CSV a case, JUnit XML, TREC run and qrels."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from pydantic import BaseModel, ValidationError

from eval.compare import COMPARED
from eval.corpus import Corpus
from eval.errors import TranscriptError
from eval.feedback import Marked
from eval.metrics.evidence import grades
from eval.metrics.seen import Seen
from eval.models import Case, CaseScore, FoundPassage, Response, Scores


def write_all(scores: Scores, cases: Sequence[Case], responses: Sequence[Response], corpus: Corpus, folder: Path) -> None:
    """Write everything that a scoring gives into a folder, made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    write_scores(scores, folder / "scores.json")
    write_baseline(scores, folder / "baseline.json")
    write_csv(scores, folder / "cases.csv")
    write_junit(scores, folder / "junit.xml")
    write_trec(cases, responses, corpus, folder)


def write_scores(scores: Scores, path: Path) -> None:
    """Write scores as JSON."""
    path.write_text(scores.model_dump_json(exclude_defaults=True) + "\n", encoding="utf-8")


def write_baseline(scores: Scores, path: Path) -> None:
    """Write what a later gate compares with, and no more: it is kept in the repository."""
    cases = [
        CaseScore(
            id=case.id,
            question="",
            answerable=case.answerable,
            passed=case.passed,
            cluster=case.cluster,
            metrics={name: round(value, 4) for name, value in case.metrics.items() if name in COMPARED},
        )
        for case in scores.cases
    ]
    lines = [case.model_dump_json(exclude_defaults=True) for case in cases]
    header = scores.header.model_copy(update={"config": {}, "machine": ""}).model_dump_json(exclude_defaults=True)
    path.write_text(f'{{"schema_version": "1", "header": {header}, "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def read_scores(path: Path) -> Scores:
    """Read scores that `write_scores` wrote. Raises TranscriptError where the file is not of that form."""
    try:
        return Scores.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TranscriptError(f"cannot read the scores {path}: {error.strerror}; 'council-papers eval score' writes them") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise TranscriptError(f"{path} is not a scores file of this version; score the transcript again") from error


def write_csv(scores: Scores, path: Path) -> None:
    """One row a case, one column a metric."""
    names = list(dict.fromkeys(name for case in scores.cases for name in case.metrics))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "passed", "failure", "answerable", "abstained", "cluster", "slices", *names])
        for case in scores.cases:
            fixed = [case.id, case.passed, case.failure or "", case.answerable, case.abstained, case.cluster, "; ".join(case.slices)]
            table.writerow([*fixed, *(case.metrics.get(name, "") for name in names)])


def write_junit(scores: Scores, path: Path) -> None:
    """A test case each, with the failure and the reasons of the checks; a case that could not be scored is an error, a draft is skipped."""
    broken = sum(case.failure == "error" for case in scores.cases)
    failed = sum(not case.passed for case in scores.cases) - broken
    counts = {"tests": len(scores.cases) + len(scores.drafts), "failures": failed, "errors": broken, "skipped": len(scores.drafts)}
    suite = ElementTree.Element("testsuite", {"name": "grounding"} | {name: str(count) for name, count in counts.items()})
    for case in scores.drafts:
        ElementTree.SubElement(ElementTree.SubElement(suite, "testcase", classname="draft", name=case.id), "skipped", message="draft")
    for case in scores.cases:
        element = ElementTree.SubElement(suite, "testcase", classname=case.cluster or "case", name=case.id)
        if not case.passed:
            kind = "error" if case.failure == "error" else "failure"
            failure = ElementTree.SubElement(element, kind, message=case.failure or "", type=case.failure or "")
            reasons = [f"{f.check} {f.reason}: {f.words}" for claim in case.claims for f in claim.findings]
            marked = [case.marking] if case.marking else []
            lines = [*marked, case.question, case.answer, *(f"missing: {fact}" for fact in case.missing), *reasons, *case.errors]
            failure.text = "\n".join(lines)
    ElementTree.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def write_gate_junit(rulings: Sequence[tuple[str, str]], path: Path) -> None:
    """A test case for each rule of the gate with why it is broken; "" where it is kept."""
    suite = ElementTree.Element("testsuite", name="gate", tests=str(len(rulings)), failures=str(sum(bool(why) for _, why in rulings)))
    for rule, why in rulings:
        element = ElementTree.SubElement(suite, "testcase", classname="gate", name=rule)
        if why:
            ElementTree.SubElement(element, "failure", message=why)
    ElementTree.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def write_trec(cases: Sequence[Case], responses: Sequence[Response], corpus: Corpus, folder: Path) -> None:
    """`run.trec` and `qrels.trec`, so that anyone can recompute rankings and recall with trec_eval; drafts are left out.

    The qrels judge every passage listed and every passage of the library that holds half of a span, whether it was listed or not, by the
    library's id. A group whose words no passage holds by itself stands there as a document that cannot be retrieved.
    """
    answered = {response.id: response for response in responses}
    run, qrels = [], []
    for case in cases:
        if case.status == "draft" or not case.evidence_groups:
            continue
        response = answered.get(case.id, Response(id=case.id, answer=""))
        names = [f"{p.document}#{p.passage_id or rank}".replace(" ", "_") for rank, p in enumerate(response.passages, 1)]
        run += [f"{case.id} Q0 {name} {rank} {1 / rank:.6f} run" for rank, name in enumerate(names, 1)]
        held = {f"{p.document}#{p.passage_id}".replace(" ", "_"): p for p in _holding(case, corpus)}
        every = Seen(case, response.model_copy(update={"passages": (*held.values(), *response.passages)}), corpus, (), ())
        qrels += [f"{case.id} 0 {name} {grade}" for name, grade in dict(zip((*held, *names), grades(every), strict=True)).items()]
        qrels += [f"{case.id} 0 no-passage-{at} 1" for at, ranks in enumerate(every.ranks) if not ranks]
    (folder / "run.trec").write_text("\n".join(run) + "\n", encoding="utf-8")
    (folder / "qrels.trec").write_text("\n".join(qrels) + "\n", encoding="utf-8")


def _holding(case: Case, corpus: Corpus) -> list[FoundPassage]:
    """Every passage of the library that by itself holds half of a span of the case."""
    papers = {source.paper.document: source for group in case.evidence_groups for span in group if (source := corpus.source(span.doc))}
    every = tuple(
        FoundPassage(document=passage.document, text=passage.text, passage_id=passage.id)
        for source in papers.values()
        for passage in source.passages
    )
    graded = grades(Seen(case, Response(id=case.id, answer="", passages=every), corpus, (), ()))
    return [passage for passage, grade in zip(every, graded, strict=True) if grade]


FORMS: dict[str, type[BaseModel]] = {"case": Case, "transcript": Response, "scores": Scores, "feedback": Marked}
"""What is read from others or given to them; docs/schemas holds the JSON Schema of each."""


def schema(name: str) -> str:
    """The JSON Schema of a "case", a "transcript" line, "scores" or "feedback" (an answer marked in the chat)."""
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema"} | FORMS[name].model_json_schema(), indent=2)

"""Ask every question of a labelled file and time it: python bench/answers.py HOME QUESTIONS.jsonl OUT.jsonl

HOME is a library that holds the papers. OUT.jsonl is in the form of `ask --batch`. Printed: share answered, median words, milliseconds.
"""

import json
import statistics
import sys
from pathlib import Path

from app import Composition
from assistant.configuration import load
from assistant.models import Ask, Turn


def main(home: Path, questions: Path, out: Path) -> None:
    """Answer all questions of the file in order."""
    parts = Composition(load(home, None))
    answers = []
    with out.open("w", encoding="utf-8") as file:
        for line in questions.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            history = tuple(Turn(question=turn["question"], answer=turn.get("answer", "")) for turn in record.get("history") or ())
            answer = parts.assistant.answer(Ask(id=record["id"], question=record["question"], history=history))
            file.write(answer.model_dump_json(by_alias=True) + "\n")
            answers.append(answer)
    parts.close()
    answered = [answer for answer in answers if not answer.abstained]
    drafting = sorted(answer.timings_ms["answer"] for answer in answers if "answer" in answer.timings_ms)
    total = sorted(answer.timings_ms["total"] for answer in answers)
    print(f"answered {len(answered)} of {len(answers)}; median words {statistics.median(len(a.answer.split()) for a in answered):.0f}")
    print(f"answering after retrieval: p50 {drafting[len(drafting) // 2]} ms, p95 {drafting[int(len(drafting) * 0.95)]} ms")
    print(f"whole: p50 {total[len(total) // 2]} ms, p95 {total[int(len(total) * 0.95)]} ms")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))

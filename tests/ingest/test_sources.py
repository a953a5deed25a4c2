import os

import pytest

from ingest.sources import content_hash, find_sources


def test_folders_are_searched_sorted_and_hidden_files_skipped(tmp_path):
    for name in ("b/two.PDF", "a.md", "b/.hidden.pdf", ".git/x.txt", "b/photo.jpg", "b/~$two.docx", "b/a.htm"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    given = [tmp_path / "b", tmp_path, tmp_path / "a.md"]
    found = find_sources(given)
    assert [str(s.path.relative_to(tmp_path)) for s in found] == ["a.md", "b/a.htm", "b/two.PDF"]
    assert found == find_sources(reversed(given))
    assert all(s.problem is None for s in found)


def test_files_in_which_papers_come_are_tried_though_they_may_not_be_read(tmp_path):
    for name in ("old.doc", "sheet.ods", "slides.PPTX", "letter.rtf", "mail.eml", "packed.zip", "logo.png", "list.json"):
        (tmp_path / name).write_text(name)
    assert [source.path.name for source in find_sources([tmp_path])] == [
        "letter.rtf",
        "mail.eml",
        "old.doc",
        "packed.zip",
        "sheet.ods",
        "slides.PPTX",
    ]


def test_a_path_that_cannot_be_ingested_says_why(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "logo.png").write_text("x")
    problems = {s.path.name: s.problem for s in find_sources([tmp_path / "empty", tmp_path / "logo.png", tmp_path / "gone.pdf"])}
    assert "no papers in this folder" in problems["empty"]
    assert "not a kind of file" in problems["logo.png"]
    assert "no such file" in problems["gone.pdf"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may search every folder")
def test_a_closed_folder_is_reported(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "a.txt").write_text("x")
    problems = [s.problem for s in find_sources([tmp_path])]
    assert problems[0] is None
    assert "permissions" in problems[1]


def test_a_link_keeps_its_own_name(tmp_path):
    (tmp_path / "v2.pdf").write_text("x")
    (tmp_path / "latest.pdf").symlink_to(tmp_path / "v2.pdf")
    assert find_sources([tmp_path / "latest.pdf"])[0].path.name == "latest.pdf"


def test_content_hash_is_of_the_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert content_hash(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

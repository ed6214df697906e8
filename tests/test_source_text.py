"""What holds for every source text, whatever the bytes: the promises that all layers rest on."""

import dataclasses
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import RejectedInput, read, read_bytes
from corpus.canonical import build, repaired
from corpus.edits import Edit, apply_edits
from corpus.layout import Paragraph
from corpus.tables import Row
from corpus.traced import Traced
from schemas.source import BlockKind, SourceText

SHARED = Path(__file__).parent.parent.parent / "shared"

LINES = [
    "KẾ HOẠCH", "## II. MỤC TIÊU", "**1. Mục đích**", "- Nâng cao chất lượng khám, chữa bệnh;", "tại các trạm y tế xã.",
    "", "|", "TT\tNội dung\tĐơn vị", "1\tTập huấn\tSở Y tế", "| a | b |", "|---|---|", "<b>Nhóm</b>\t\t", "***", "3",
    "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "CÔNG VĂN ĐẾN", "Số: 12", "<table><tr><td>a<td>b</table>", "\f",
    "\x00\u202e\ufeff",
    "a) Tổ chức \\*kiểm tra\\*; *giám sát* 5 &lt; 6<br>và báo cáo.", "Trang 2/3", "e\u0301\u0323 o\u031b\u0301",
    "…….", "x    y    z",
]  # fmt: skip


def check(source: SourceText, decoded: str | None = None) -> None:
    """Check every promise of `SourceText`."""
    text = source.text
    assert unicodedata.is_normalized("NFC", text)
    assert not any(0xD800 <= ord(char) < 0xE000 or (ord(char) < 32 and char not in "\n\t") for char in text)
    assert "\n".join(text[block.start : block.end] for block in source.blocks) == text
    end = -1
    for block in source.blocks:
        line = text[block.start : block.end]
        assert block.start == end + 1
        assert line.strip()
        assert "\n" not in line
        assert ("\t" in line) <= (block.kind is BlockKind.TABLE_ROW)
        if block.kind is BlockKind.TABLE_ROW:
            assert "\t".join(text[cell.start : cell.end] for cell in block.cells) == line
            assert [cell.column for cell in block.cells] == sorted({cell.column for cell in block.cells})
        end = block.end
    for earlier, later in zip(source.bold, source.bold[1:], strict=False):
        assert earlier[1] <= later[0]
    assert [s.start for s in source.stretches] == sorted(s.start for s in source.stretches)
    covered = sum(s.end - s.start for s in source.stretches)
    assert covered == len(text.replace("\t", "").replace("\n", ""))
    if decoded is not None:
        for stretch in source.stretches:
            assert 0 <= stretch.source_start < stretch.source_end <= len(decoded)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=30))
def test_every_text_keeps_the_promises(lines):
    decoded = "\n".join(lines)
    try:
        source = read_bytes(decoded.encode(), "x")
    except RejectedInput:
        return
    check(source, decoded)
    assert read_bytes(decoded.encode(), "x") == source


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_characters_keep_the_promises(text):
    data = text.encode("utf-8", errors="surrogatepass")
    try:
        check(read_bytes(data, "x"))
    except RejectedInput as rejection:
        assert str(rejection).startswith("x: ")
        assert "\n" not in str(rejection)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_turned_away_with_a_reason(data):
    try:
        check(read_bytes(data, "x"))
    except RejectedInput as rejection:
        assert rejection.problem
        assert rejection.remedy


WORDS = ["kế hoạch", "tiên bộ", "năm 2025", "Sở Y tế", "100%"]


@st.composite
def edited(draw):
    paragraphs = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), min_size=1, max_size=6))
    items: list[Paragraph | Row] = []
    for number, words in enumerate(paragraphs):
        cells = [Traced.plain(word, 100 * number + 20 * at, bold=at % 2 == 0) for at, word in enumerate(words)]
        if draw(st.booleans()):
            items.append(Row(list(enumerate(cells)), table=0, number=number))
        else:
            items.append(Paragraph(Traced.joined(cells, [" "] * (len(cells) - 1)), BlockKind.PARAGRAPH))
    source = build(items)
    starts = [
        i for i, char in enumerate(source.text) if char.isalnum() and (i == 0 or not source.text[i - 1].isalnum())
    ]
    chosen = sorted(draw(st.sets(st.sampled_from(starts))))
    edits = []
    for start in chosen:
        end = start
        while end < len(source.text) and source.text[end].isalnum():
            end += 1
        edits.append(Edit(start, end, draw(st.sampled_from(["a", "tiến", "chuyển đổi", "ơ"])), "test", 0.9))
    return source, edits


@given(edited())
def test_repairs_change_words_and_move_everything_else(case):
    source, edits = case
    after = repaired(source, edits)
    check(dataclasses.replace(after, stretches=()) if not after.text else after)
    assert len(after.blocks) == len(source.blocks)
    for repair, edit in zip(after.repairs, edits, strict=True):
        assert after.text[repair.start : repair.end] == edit.replacement == repair.corrected
        assert repair.raw == source.text[edit.start : edit.end]
    for before, moved in zip(source.blocks, after.blocks, strict=True):
        mine = [edit for edit in edits if before.start <= edit.start < before.end]
        local = [Edit(e.start - before.start, e.end - before.start, e.replacement, e.rule, e.confidence) for e in mine]
        assert after.text[moved.start : moved.end] == apply_edits(source.text[before.start : before.end], local)[0]


def test_edits_that_overlap_or_leave_their_line_are_refused():
    for edits in (
        [Edit(0, 3, "x", "r", 1.0), Edit(2, 4, "y", "r", 1.0)],
        [Edit(0, 99, "x", "r", 1.0)],
        [Edit(1, 4, "x", "r", 1.0)],
        [Edit(0, 1, "x\ty", "r", 1.0)],
    ):
        with pytest.raises(ValueError, match="edit"):
            apply_edits("ab\ncd", edits)


def test_a_stretch_gives_back_the_words_of_the_source():
    decoded = "# KẾ HOẠCH\n\n**I. MỤC TIÊU** &amp; *yêu cầu*\n\n- Tiêm phòng cho đàn\ngia súc.\n"
    source = read_bytes(decoded.encode(), "x")
    for stretch in source.stretches:
        words = source.text[stretch.start : stretch.end].strip()
        if words != "&" and len(words) > 1:
            assert " ".join(decoded[stretch.source_start : stretch.source_end].split()) == words


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there: no real documents to read")
@pytest.mark.parametrize(
    "path", sorted(SHARED.glob("seeds/*.txt")) + sorted(SHARED.glob("real/*.[mt][dx]*")), ids=lambda p: p.name
)
def test_real_documents_keep_the_promises(path):
    check(read(path))

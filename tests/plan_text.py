"""Building a canonical text by hand, for tests of the extractors that need no reader."""

from schemas.source import Block, BlockKind, Cell, SourceText


def source_of(*lines: str, bold: tuple[str, ...] = ()) -> SourceText:
    """Make a source text of one block a line: `- ` opens a bullet, a tab parts the cells of a table row.

    A cell that holds `^` is empty and covered by the one above it, which reaches down over it.
    `bold` lists words whose first occurrence is bold; a line that is bold as a whole is marked so.
    """
    blocks, text, table, in_table = [], "", -1, False
    for line in lines:
        start, end = len(text), len(text) + len(line)
        if "\t" in line:
            table += not in_table
            in_table = True
            cells, offset = [], start
            for column, words in enumerate(line.split("\t")):
                merged = words == "^"
                cells.append(Cell(offset, offset if merged else offset + len(words), column, merged))
                offset += len(words) + 1
            header = line.startswith(("TT\t", "STT\t"))
            blocks.append(Block(BlockKind.TABLE_ROW, start, end, table=table, header=header, cells=tuple(cells)))
        elif line:
            in_table = False
            kind = BlockKind.BULLET if line[:2] in ("- ", "+ ") else BlockKind.PARAGRAPH
            blocks.append(Block(kind, start, end, bold=line in bold))
        text += line + "\n"
    stretches = tuple(sorted((text.index(words), text.index(words) + len(words)) for words in bold))
    return SourceText(text=text, blocks=tuple(blocks), bold=stretches)

"""Proposals as replacements of exactly the lines that they stand for."""

from r1_assistant.domain.change import FileChange
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.code import MARK, lines_of
from r1_assistant.features.formats.safe import well_formed
from r1_assistant.features.formats.sarif.places import Json, artifact


def fixes(finding: Finding, file: FileChange | None) -> list[Json]:
    """Give the proposal; none if there is none, or it can't be written down as it is."""
    fix = finding.fix
    lines = lines_of(file, finding)
    if fix is None or file is None or not lines or well_formed(fix) != fix:
        return []
    change = {"artifactLocation": artifact(finding.path), "replacements": [_made(finding, file)]}
    return [{"description": {"text": _says(finding)}, "artifactChanges": [change]}]


def _says(finding: Finding) -> str:
    one = finding.line == finding.end_line
    where = f"line {finding.line}" if one else f"lines {finding.line} to {finding.end_line}"
    return f"{'Replace' if finding.fix else 'Delete'} {where}."


def _made(finding: Finding, file: FileChange) -> Json:
    """Replace from the first line's beginning to the last one's end, whatever ends it in the file.

    So neither a file without a line feed at its end nor one that mixes line ends is changed
    elsewhere. Only a deletion takes a line end with it: its own, or the one before where the last
    line has none.
    """
    fix = finding.fix or ""
    if not fix:
        return {"deletedRegion": _deleted(finding, file)}
    fix = fix.removeprefix(MARK) if finding.line == 1 else fix
    text = fix.replace("\n", "\r\n") if file.crlf else fix
    width = len(lines_of(file, finding)[-1])
    deleted = _span(finding.line, 1, finding.end_line, width + 1)
    return {"deletedRegion": deleted, "insertedContent": {"text": text}}


def _deleted(finding: Finding, file: FileChange) -> Json:
    first, last = finding.line, finding.end_line
    rows = None if file.new_text is None else file.new_text.removeprefix(MARK).split("\n")
    if rows is None or last < len(rows):
        return _span(first, 1, last + 1, 1)
    width = len(rows[last - 1])
    if first == 1:
        return _span(1, 1, last, width + 1)
    return _span(first - 1, len(rows[first - 2]) + 1, last, width + 1)


def _span(line: int, column: int, end_line: int, end_column: int) -> Json:
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }

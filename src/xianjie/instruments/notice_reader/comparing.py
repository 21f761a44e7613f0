"""Compares an annex with the catalogue: agreement up to the recorded corrections, or why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from xianjie.instruments.catalogue import Catalogue, Occupation, fold
from xianjie.instruments.notice_reader import differences as said
from xianjie.instruments.notice_reader.differences import Difference
from xianjie.instruments.notice_reader.errors import Problem
from xianjie.instruments.notice_reader.matching import Match, Pair, match
from xianjie.instruments.notice_reader.model import Annex, AnnexOccupation, Counts
from xianjie.instruments.notice_reader.reading import scan
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class AppliedCorrection:
    """A recorded correction that explains a name of this notice."""

    line: int
    item: int
    as_scanned: str
    corrected: str
    ground: Text
    confidence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``notes`` are remarks on names that only differ in how their brackets are printed."""

    differences: tuple[Difference, ...]
    corrections: tuple[AppliedCorrection, ...]
    notes: tuple[Text, ...]
    counts: Counts

    @property
    def agrees(self) -> bool:
        return not self.differences


def check(text: str, catalogue: Catalogue) -> Comparison:
    """Compares a notice's text with the catalogue, a damaged notice too.

    What is damaged is a difference like any other, so a lost row is named by what the catalogue
    has there. Raises NoticeError only if there is no table at all.
    """
    found = scan(text)
    sound = compare(found.annex, catalogue)
    read_lines = {row.line for row in found.annex.rows}
    told = {
        fold(name)
        for problem in found.problems
        if problem.line not in read_lines
        for name in problem.occupations
    }
    differences = tuple(
        difference for difference in sound.differences if not _is_told(difference, told)
    )
    damaged = tuple(map(_of_problem, found.problems))
    return Comparison(differences + damaged, sound.corrections, sound.notes, sound.counts)


def compare(annex: Annex, catalogue: Catalogue) -> Comparison:
    """Compares the rows by content: the division into printed rows does not count."""
    matched = match(annex.occupations, catalogue.occupations)
    printed = {pair.expected.occupation for pair in matched.pairs}
    notes = tuple(
        said.bracket_note(style)
        for style in catalogue.bracket_styles
        if style.occupation in printed
    )
    return Comparison(
        tuple(_differences(annex, catalogue, matched)),
        tuple(_corrections(matched)),
        notes,
        annex.counts(),
    )


def _corrections(matched: Match) -> Iterator[AppliedCorrection]:
    for pair in matched.pairs:
        printed, expected = pair.printed, pair.expected
        if expected.correction is None or fold(printed.as_scanned) != fold(expected.as_scanned):
            continue
        yield AppliedCorrection(
            printed.line,
            expected.item,
            expected.as_scanned,
            expected.occupation,
            expected.correction.ground,
            expected.correction.confidence,
        )


def _differences(annex: Annex, catalogue: Catalogue, matched: Match) -> Iterator[Difference]:
    yield from _of_missing(annex, catalogue, matched)
    for _, entries in groupby(matched.unexpected, key=lambda entry: entry.line):
        yield said.unexpected(tuple(entries))
    for _, pairs in groupby(matched.pairs, key=lambda pair: (pair.printed.line, pair.expected.row)):
        yield from _of_row(list(pairs))


def _of_missing(annex: Annex, catalogue: Catalogue, matched: Match) -> Iterator[Difference]:
    missing = {id(entry) for entry in matched.missing}
    line_of = {id(pair.expected): pair.printed.line for pair in matched.pairs}
    line = annex.header_line
    for _, entries in groupby(catalogue.occupations, key=lambda entry: entry.row):
        row = tuple(entries)
        lost = tuple(entry for entry in row if id(entry) in missing)
        line = max((line_of[id(entry)] for entry in row if id(entry) in line_of), default=line)
        if lost:
            yield said.missing(lost, line, is_whole_row=lost == row)


def _of_row(pairs: list[Pair]) -> Iterator[Difference]:
    """Differences of one printed row; all but the names are said once for the row."""
    for pair in pairs:
        if _differs_in_name(pair.printed, pair.expected):
            yield said.name(pair)
        if pair.is_moved and pair.printed.item == pair.expected.item:
            yield said.order(pair)
    printed, expected = pairs[0].printed, pairs[0].expected
    if printed.item != expected.item:
        yield said.item(pairs)
    elif fold(printed.qualification) != fold(expected.qualification):
        yield said.qualification(pairs)
    if tuple(map(fold, printed.departments)) != tuple(map(fold, expected.departments)):
        yield said.departments(pairs)
    if printed.treatment is not expected.treatment:
        yield said.treatment(pairs)


def _differs_in_name(printed: AnnexOccupation, expected: Occupation) -> bool:
    return fold(printed.as_scanned) not in (fold(expected.occupation), fold(expected.as_scanned))


def _is_told(difference: Difference, told: set[str]) -> bool:
    """Whether a missing row is one that a problem already names: it is there, but damaged."""
    return difference.kind is said.DifferenceKind.MISSING and all(
        fold(name) in told for name in difference.scanned
    )


def _of_problem(problem: Problem) -> Difference:
    return Difference(
        kind=said.DifferenceKind.DAMAGED,
        line=problem.line,
        item=problem.item,
        occupations=problem.occupations,
        scanned=problem.occupations,
        expected=None,
        found=None,
        message=problem.message,
    )

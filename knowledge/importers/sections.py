"""Where in the document a question stands: the level and the topics of the headings above it."""

from __future__ import annotations

from knowledge.importers.headings import PLAIN_RANK, Heading
from knowledge.question import Level


class Sections:
    """The headings that are in force; one of a higher or equal rank ends another."""

    def __init__(self, titles: int) -> None:
        self._titles = titles
        self._open: list[Heading] = []
        self.title = ""

    def open(self, heading: Heading, line: int) -> str:
        """Open a section and say what its heading means for the questions below it."""
        self._close(heading)
        if heading.rank == 1 and self._titles == 1 and not self.title and not self._open:
            self.title = heading.topic
            heading = Heading(1, heading.kind, heading.text, heading.level)
            self._open.append(heading)
            return f"title, level {heading.level}" if heading.level else "title"
        self._open.append(heading)
        meanings = [f"level {heading.level}"] if heading.level else []
        meanings += [f"topic {heading.topic}"] if heading.topic else []
        return ", ".join(meanings) or heading.kind

    def _close(self, heading: Heading) -> None:
        if heading.rank < PLAIN_RANK:
            self._open = [above for above in self._open if above.rank < heading.rank]
            return
        self._open = [
            above
            for above in self._open
            if above.rank < PLAIN_RANK or not _replaces(heading, above)
        ]

    @property
    def level(self) -> Level | None:
        """The level of the innermost heading that has one."""
        return next((heading.level for heading in reversed(self._open) if heading.level), None)

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics of the headings, the innermost first; the document's title when there is no other."""
        found = tuple(heading.topic for heading in reversed(self._open) if heading.topic)
        return found or ((self.title,) if self.title else ())

    @property
    def name(self) -> str:
        """The topics as one text, to find the section a solution belongs to."""
        return " / ".join(self.topics)


def _replaces(heading: Heading, above: Heading) -> bool:
    """Without signs, a level holds until the next level and a topic until the next topic."""
    if not heading.topic and not heading.level:
        return not above.topic and not above.level
    return bool(heading.level and above.level) or bool(heading.topic and above.topic)

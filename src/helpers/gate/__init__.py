"""What must not leave the house: personal data and paths of the machine, searched for in all files of a month."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpers.errors import RunError
from helpers.gate.details import details
from helpers.gate.messages import masked
from helpers.gate.passages import UnreadableError, passages
from helpers.gate.paths import paths
from helpers.gate.patterns import Hit, numbers
from helpers.gate.people import People, joined
from helpers.gate.spelling import compact, digits_in, digits_of, normal, without_noise
from helpers.ledgers import load_schemas, open_ledgers
from helpers.ledgers.villages import Villages
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Settings

_LEAST = 5  # digits; of a shorter number no spelling but its own is known

__all__ = ["Finding", "Gate", "LeakError", "refuse"]


@dataclass(frozen=True)
class Finding:
    """Something in a file that must not leave: where it stands, what it is, and how it may be told."""

    file: str
    place: str
    kind: str
    masked: str

    def __str__(self) -> str:
        return f"{self.file} {self.place}：{self.kind} {self.masked}"


class LeakError(RunError):
    """A month whose files hold what must not leave the house; `findings` has all of it."""

    shown = 20

    def __init__(self, findings: Sequence[Finding], where: str) -> None:
        self.findings = list(findings)
        lines = [f"有 {len(findings)} 处不能对外的内容，没有发布"]
        lines += [f"  {finding}" for finding in self.findings[: self.shown]]
        if len(findings) > self.shown:
            lines.append(f"  ……还有 {len(findings) - self.shown} 处")
        super().__init__(
            "\n".join(lines),
            where=where,
            do="从写进它的台账单元格、params 或笔记本里去掉，再运行；"
            "本来就公开、由本单位负责的，写进 params/report.yaml 的 public，并写明理由",
        )


class Gate:
    """The search: what is looked for in a text, and in the files of a folder.

    Parameters
    ----------
    people : People, optional
        The people of the month's ledgers.
    prefixes : tuple of str
        Regions of ID numbers allowed besides the real ones.
    public : sequence of str
        What is public anyway or answered for, each number, name, address or folder as a whole.
    own : sequence of str
        Folders of this machine.
    """

    def __init__(
        self,
        people: People | None = None,
        prefixes: tuple[str, ...] = (),
        public: Sequence[str] = (),
        own: Sequence[str] = (),
    ) -> None:
        self._people, self._prefixes, self._own = people, prefixes, own
        self._public = {form for text in public for form in _forms(text)}
        self._hits = cache(self._search)
        self._clean: set[tuple[str, bytes]] = set()

    @classmethod
    def of(cls, office: Office, settings: Settings) -> Gate:
        """Return the gate of a month: it knows the people of its ledgers, and what the office says is public."""
        schemas = load_schemas(office)
        ledgers = open_ledgers(office, settings.month, settings)
        defined = schemas.defining("villages")
        villages = Villages.of(ledgers[defined.name], defined) if defined else Villages()
        people = People(
            ledgers, schemas, frozenset({*villages.names, *villages.names.values(), *villages.disputed})
        )
        own = sorted({str(office.folder.absolute()), str(office.folder.resolve()), str(Path.home())} - {"/"})
        public = [one.text for one in settings.report.public]
        return cls(people, tuple(settings.report.id_prefixes), public, own)

    def search(self, folder: Path) -> list[Finding]:
        """Return what the files below a folder hold that must not leave; each thing once a file.

        A file that was searched before, by its name and bytes, and found clean is not searched again.
        """
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return [
            finding
            for path in files
            for finding in self.search_file(path.relative_to(folder).as_posix(), path.read_bytes())
        ]

    def search_file(self, name: str, data: bytes) -> Iterator[Finding]:
        """Yield what a file holds that must not leave, its name included."""
        found: dict[str, Finding] = {}
        known = (name, hashlib.sha256(data).digest())
        if known in self._clean:
            return
        try:
            self._collect("文件名", name, name, found)
            for place, text in passages(name.rpartition("/")[2], data):
                self._collect(place, text, name, found)
        except UnreadableError as error:
            found[""] = Finding(self._tell(name), "", "不能检查的内容", self._tell(str(error)))
        if not found:
            self._clean.add(known)
        yield from found.values()

    def search_texts(self, name: str, texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """Yield what texts hold that must not leave, each with its place; the cells of a row are set off by tabs."""
        found: dict[str, Finding] = {}
        for place, text in texts:
            self._collect(place, text, name, found)
        yield from found.values()

    def _collect(self, place: str, text: str, name: str, found: dict[str, Finding]) -> None:
        for hit in self._hits(text):
            # A number found by its form and by the ledger, or a name with two details, is one thing.
            if hit.value not in found:
                told = (self._tell(name, hit), self._tell(place, hit))
                found[hit.value] = Finding(*told, hit.kind, hit.masked)

    def _tell(self, text: str, hit: Hit | None = None) -> str:
        """Return the name of a file or place as it may be told: it may hold what was found, too."""
        shown = masked(text)
        if self._people is not None:
            shown = self._people.hide(shown)
        if hit and hit.written in (plain := normal(shown)):
            return plain.replace(hit.written, hit.masked)
        return shown

    def _search(self, text: str) -> tuple[Hit, ...]:
        plain = normal(text)
        clear = without_noise(plain)
        hits = [*numbers(clear, self._prefixes), *details(clear), *paths(plain, self._own)]
        if self._people is not None:
            hits += [*self._people.numbers(clear), *self._people.names(clear)]
        return tuple(hit for hit in hits if not self._is_public(hit))

    def _is_public(self, hit: Hit) -> bool:
        if hit.kind == "本机路径":
            parts = re.split(r"(?<=[/\\])", hit.value)
            folders = {"".join(parts[:end]).rstrip("/\\") for end in range(1, len(parts) + 1)}
            return not self._public.isdisjoint({*folders, hit.value})
        return not self._public.isdisjoint(_forms(hit.value))


def _forms(text: str) -> set[str]:
    """Return what a text that is called public is compared by: as it is, without spaces and dots, its digits."""
    plain = normal(text)
    digits = digits_of(plain) if digits_in(plain) >= _LEAST else ""
    return {plain, plain.rstrip("/\\"), joined(compact(plain)), digits} - {""}


def refuse(findings: Iterable[Finding], month: Month) -> None:
    """Refuse a month in which something was found that must not leave the house.

    Raises
    ------
    LeakError
        With all findings, each by file, place and kind, its value masked.
    """
    if found := list(findings):
        raise LeakError(found, where=f"outputs/drafts/{month}")

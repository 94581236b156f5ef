"""Every way stillpath can stop, in one tree, with the exit code of each.

    StillpathError
    ├── UsageError              2   the command was called in a way that has no meaning
    │   ├── NotAllowedError         who asks may not do this, or not as things stand
    │   │   └── TooManyError        the same was tried too often; it may be tried again later
    │   ├── StaleError              what was to be changed is not as it was when it was opened
    │   └── DoneError               the same was asked before, and was done then
    ├── InputError              3   a patient's file cannot be used at all
    │   └── WhichPatientError       one of several patients must be chosen, or the one named is not there
    ├── SomeRefusedError        4   the work is done, but some input was refused (only with --strict)
    ├── KnowledgeError          5   the knowledge folder cannot be read
    │   └── GrammarError            one line of a rule cannot be read
    ├── MachineError            6   something of the machine is missing (a folder, a right, a tool)
    │   ├── StoreError              the store is missing, cannot be reached, or is of another version
    │   └── SealedError             what was sealed cannot be opened: another key, or it was altered
    ├── Interrupted             7   stopped from outside
    └── AuditError              8   the audit log is not what was written

A message says where, what kind of thing was found, what was expected, and what to do. It never holds a patient's
value: "found" is a type, a unit or a path.
"""

__all__ = [
    "AuditError",
    "DoneError",
    "GrammarError",
    "InputError",
    "Interrupted",
    "KnowledgeError",
    "MachineError",
    "NotAllowedError",
    "SealedError",
    "SomeRefusedError",
    "StaleError",
    "StillpathError",
    "StoreError",
    "TooManyError",
    "UsageError",
    "WhichPatientError",
]


_MINUTE = 60
"""Seconds of a minute."""


class StillpathError(Exception):
    """Something stopped stillpath; `str()` of it is one clear sentence for a person."""

    exit_code = 1


class UsageError(StillpathError):
    """The command was called in a way that has no meaning."""

    exit_code = 2


class NotAllowedError(UsageError):
    """Who asks may not do this, or not as things stand; the sentence says what is missing."""


class TooManyError(NotAllowedError):
    """The same was tried too often; after `wait` seconds it may be tried again."""

    def __init__(self, said: str, wait: int) -> None:
        self.wait = wait
        super().__init__(f"{said}; try again in {max(1, -(-wait // _MINUTE))} min")

    def __reduce__(self) -> tuple[type["TooManyError"], tuple[str, int]]:
        return type(self), (str(self).rpartition("; ")[0], self.wait)


class StaleError(UsageError):
    """What was to be changed is not as it was when it was opened: somebody was first; nothing was overwritten."""


class DoneError(UsageError):
    """The same was asked before and was done then; it is not done twice."""


class InputError(StillpathError):
    """A patient's file cannot be used at all."""

    exit_code = 3


class WhichPatientError(InputError):
    """A file holds several patients and none is named, or not the one that is named.

    `patients` are those it holds, in its order: the name that chooses one, and how many entries are about them. A name
    is the patient's, so it stands in no message; whoever shows one makes it plain first.
    """

    def __init__(self, said: str, patients: tuple[tuple[str, int], ...]) -> None:
        self.patients = patients
        super().__init__(said)

    def __reduce__(self) -> tuple[type["WhichPatientError"], tuple[str, tuple[tuple[str, int], ...]]]:
        return type(self), (str(self), self.patients)


class SomeRefusedError(StillpathError):
    """The work is done, but some input was refused and `--strict` was asked for."""

    exit_code = 4


class KnowledgeError(StillpathError):
    """The knowledge cannot be read: `where` (file and line), `problem`, and what was `expected`."""

    exit_code = 5

    def __init__(self, where: str, problem: str, expected: str = "") -> None:
        self.where = where
        self.problem = problem
        self.expected = expected
        super().__init__(f"{where}: {problem}" + (f"\n  expected  {expected}" if expected else ""))

    def __reduce__(self) -> tuple[type["KnowledgeError"], tuple[str, str, str]]:
        return type(self), (self.where, self.problem, self.expected)


class GrammarError(KnowledgeError):
    """One line of a rule cannot be read."""


class MachineError(StillpathError):
    """Something of the machine is missing: a folder, a right, a tool."""

    exit_code = 6


class StoreError(MachineError):
    """The store is missing, cannot be reached, or is of another version than this software."""


class SealedError(MachineError):
    """What was sealed cannot be opened: it was sealed with another key, or it was altered or moved."""


class Interrupted(StillpathError):
    """Stopped from outside."""

    exit_code = 7


class AuditError(StillpathError):
    """The audit log is not what was written: a row was altered, removed or moved."""

    exit_code = 8

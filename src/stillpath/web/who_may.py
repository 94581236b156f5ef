"""Which address asks for which act, read from the routes themselves; and the table of it for people."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from stillpath.store.roles import MAY, SCOPES, Act, Role

__all__ = ["Address", "acts_table", "addresses_of"]


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one address, and the acts it asks for; without any it is open to everybody."""

    method: str
    path: str
    acts: tuple[Act, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def addresses_of(app: FastAPI) -> tuple[Address, ...]:
    """Every method of every address that the application serves, sorted by path; HEAD counts as GET's own."""
    found = []
    for route in app.routes:
        match route:
            case APIRoute():
                acts = tuple(dict.fromkeys(_acts(route.dependant)))
                found += [Address(method, route.path, acts) for method in route.methods or ()]
            case Route():
                found += [Address(method, route.path, ()) for method in route.methods or ()]
            case Mount():
                found.append(Address("GET", f"{route.path}/…", ()))
            case _:
                raise TypeError(f"a route of a kind that is not known: {type(route).__name__}")
    return tuple(sorted(found, key=lambda one: (one.path, one.method)))


def acts_table(app: FastAPI) -> str:
    """docs/roles.md: the acts by role and by scope of a token, and the act that each address asks for."""
    roles = tuple(Role)
    lines = [
        "# Who may do what",
        "",
        "Written from the routes by `tests/web/test_roles.py`, which tries every line of it. Whoever has no account",
        "reads and asks: every address that is not listed below is open. An account may have several roles; an",
        "administrator signs nothing, and a signer manages nobody, so those two never come together.",
        "",
        "## Acts",
        "",
        f"| act | {' | '.join(roles)} | scopes of a token |",
        f"|---|{'---|' * len(roles)}---|",
    ]
    for act in Act:
        may = " | ".join("yes" if role in MAY[act] else "" for role in roles)
        scopes = ", ".join(scope for scope, acts in SCOPES.items() if act in acts) or "none"
        lines.append(f"| {act.value} | {may} | {scopes} |")
    lines += ["", "## Addresses", "", "| address | method | act |", "|---|---|---|"]
    for one in addresses_of(app):
        if one.acts and one.method != "HEAD":
            acts = ", and ".join(act.value for act in one.acts)
            lines.append(f"| `{one.path}` | {one.method} | {acts} |")
    lines += [
        "",
        "Nobody signed in: a page sends to `/sign-in`, a form and a program get 401. Signed in without the right: 403.",
        "A form without the mark of its own session (`csrf`): 403. A token of a program does what its scopes and the",
        "roles of its account both allow; it writes under `/api/` alone, and a form anywhere else is 403 for it.",
        "",
    ]
    return "\n".join(lines)


def _acts(dependant: Dependant) -> Iterator[Act]:
    act = getattr(dependant.call, "act", None)
    if isinstance(act, Act):
        yield act
    for inner in dependant.dependencies:
        yield from _acts(inner)

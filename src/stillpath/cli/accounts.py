"""`accounts`: who may sign in. The first administrator of a new store is invited from here."""

from typing import TYPE_CHECKING, Annotated

import typer

from stillpath.cli.stores import StoreAt, opened

if TYPE_CHECKING:
    from stillpath.store.tickets import HandedOver

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who may sign in at a server: invite, list, recover, role, disable, enable. Links are handed over; no e-mail.",
)

_Login = Annotated[str, typer.Argument(help="The login of the account.")]
_COMMAND = "command"
"""Who did it, in the audit log: whoever may use the command on the server's machine."""

_STATE = 8
"""Columns of a state."""


@app.command()
def invite(
    login: Annotated[str, typer.Argument(help="The login: small letters, such as ann.author.")],
    name: Annotated[str, typer.Option("--name", help="The person's own name, as it stands beside what they sign.")],
    role: Annotated[
        list[str] | None, typer.Option("--role", help="author, reviewer, board or administrator; may be repeated.")
    ] = None,
    store: StoreAt = "",
) -> None:
    """Make an account, and the link by which its person sets a password."""
    from stillpath.store import tickets
    from stillpath.store.people import role_of

    roles = tuple(role_of(one) for one in role or ())
    with opened(store) as there:
        _tell(tickets.invite(there, _COMMAND, login, name, roles))


@app.command()
def recover(login: _Login, store: StoreAt = "") -> None:
    """Make the link by which a person sets a new password, or a new invitation if none was set yet."""
    from stillpath.store.tickets import hand_over

    with opened(store) as there:
        _tell(hand_over(there, _COMMAND, login))


@app.command("list")
def list_(store: StoreAt = "") -> None:
    """Every account: login, state, roles, name."""
    from stillpath.store.people import members

    with opened(store) as there:
        found = members(there)
    wide = max((len(one.login) for one in found), default=0)
    for one in found:
        roles = ", ".join(sorted(role.value for role in one.roles)) or "reader"
        typer.echo(f"{one.login:{wide}}  {one.state:{_STATE}}  {roles}  ({one.name})")
    if not found:
        typer.echo("no account yet; make one with: stillpath accounts invite")


@app.command()
def role(
    login: _Login,
    change: Annotated[str, typer.Argument(help="add or remove.")],
    role: Annotated[str, typer.Argument(help="author, reviewer, board or administrator.")],
    store: StoreAt = "",
) -> None:
    """Give a role, or take it away."""
    from stillpath.errors import UsageError
    from stillpath.store.people import grant, role_of, withdraw

    if change not in ("add", "remove"):
        raise UsageError("say what is done with the role; expected add or remove")
    with opened(store) as there:
        (grant if change == "add" else withdraw)(there, _COMMAND, login, role_of(role))
    typer.echo(f"{login} is {'now' if change == 'add' else 'no longer'} {role}")


@app.command()
def disable(login: _Login, store: StoreAt = "") -> None:
    """Let nobody in with an account any more; what its person signed stays."""
    from stillpath.store import people

    with opened(store) as there:
        people.disable(there, _COMMAND, login)
    typer.echo(f"{login} is disabled; its sessions have ended and its tokens are good for nothing")


@app.command()
def enable(login: _Login, store: StoreAt = "") -> None:
    """Let an account in again, with the password and the roles it had."""
    from stillpath.store import people

    with opened(store) as there:
        people.enable(there, _COMMAND, login)
    typer.echo(f"{login} is enabled")


def _tell(made: "HandedOver") -> None:
    typer.echo(made.path)
    typer.echo(
        f"This is the {made.purpose.value} of {made.login}: hand it over after the address of your server. "
        f"It is good once, until {made.until:%Y-%m-%d %H:%M} UTC, and is not shown again."
    )

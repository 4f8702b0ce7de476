"""What somebody wrote and could not be kept: it travels along until it can be sent again.

Nothing of it is stored. It goes back to the page it came from, through signing in and unlocking.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from litestar import Request

from api.pages.forms import Form
from tenants.errors import Invalid

#: these are for one page and one moment
SECRETS = {"email", "passphrase", "passphrase_again", "invitation", "totp", "code", "secret",
           "secret_again", "new_secret", "new_secret_again", "recovery_code", "again", "unsent",
           "then"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unsent:
    """Fields in their order, and the page that takes them."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def carried(self) -> str:
        """All fields as the value of one."""
        return urlencode(self.fields)


def keep_unsent(request: Request, form: Form) -> None:
    """Remember this request's fields; no error loses them. Files have to be chosen again."""
    kept = tuple((name, value) for name, value in form.pairs() if name not in SECRETS)
    request.state.unsent = Unsent(request.url.path, kept)


def unsent_of(request: Request) -> Unsent | None:
    """What this request brought and nobody took; None where it brought nothing."""
    unsent: Unsent | None = getattr(request.state, "unsent", None)
    return unsent if unsent and unsent.fields else None


def carried_in(form: Form) -> Unsent | None:
    """What a page of signing in or unlocking carries along."""
    try:
        fields = tuple(parse_qsl(form.text("unsent"), keep_blank_values=True, max_num_fields=200))
    except ValueError:
        raise Invalid({"form": "cannot be read as the text of a form"}) from None
    return Unsent(desk_path(form.text("again")), fields) if fields else None


def desk_path(path: str) -> str:
    """The path if it is one of the desk's own pages, else the desk itself."""
    return path if path.startswith("/desk/") and path.isprintable() else "/desk"

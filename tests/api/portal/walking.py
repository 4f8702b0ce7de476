"""A browser that only knows links and forms: what a person can do on a page without JavaScript."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

HOME = "/o/noorderlicht"
SAME_ORIGIN = {"Origin": "http://testserver.local", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Form:
    """`fields` as they would be sent; `buttons` are (name, value, formaction, text)."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)
    takes_files: bool = False
    id: str = ""


class Page(HTMLParser):
    """Links, forms and words of one page."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.references: list[str] = []
        self.attributes: set[str] = set()
        self._text: list[str] = []
        self._link: str | None = None
        self._button: list[str] | None = None
        self._sends: Form
        self._area: str | None = None
        self.feed(response.text)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._text).split())

    @property
    def title(self) -> str:
        return re.search(r"<title>(.*?)</title>", self.response.text, re.DOTALL)[1].strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes |= given.keys()
        self.references += [given[name] for name in ("href", "src", "action") if name in given]
        match tag:
            case "a":
                self._link = given["href"]
            case "form":
                self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
                self.forms[-1].takes_files = given.get("enctype") == "multipart/form-data"
                self.forms[-1].id = given.get("id", "")
            case "input" if given.get("type") == "file":
                assert self.forms[-1].takes_files
            case "input" if given.get("type") != "radio" or "checked" in given:
                self.forms[-1].fields.append((given["name"], given.get("value", "")))
            case "textarea" if "name" in given:
                self._area = given["name"]
                self.forms[-1].fields.append((given["name"], ""))
            case "button" if self.forms:
                # A button may stand elsewhere than the form that it sends.
                there = [each for each in self.forms if each.id == given.get("form")]
                self._sends = there[0] if there else self.forms[-1]
                self._sends.buttons.append(
                    (given.get("name", ""), given.get("value", ""), given.get("formaction", ""), "")
                )
                self._button = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None:
            name, value, action, _ = self._sends.buttons[-1]
            self._sends.buttons[-1] = (name, value, action, "".join(self._button).strip())
            self._button = None
        if tag == "a":
            self._link = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if self._link is not None and data.strip():
            self.links[data.strip()] = self._link
        if self._button is not None:
            self._button.append(data)
        if self._area:
            self.forms[-1].fields[-1] = (self._area, data)

    def buttons(self, beginning: str) -> list[str]:
        """What follows these words on each button that begins with them."""
        words = [button[3] for form in self.forms for button in form.buttons]
        return [w.removeprefix(beginning).strip() for w in words if w.startswith(beginning)]

    def kept(self, name: str) -> str:
        """What stands in a field of this page."""
        return next(value for form in self.forms for n, value in form.fields if n == name)


class Walker:
    """Follows links and redirects and presses buttons, by the words on them."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser
        self.page: Page
        self.path = "/"

    async def visit(self, path: str) -> Page:
        return await self._arrive(await self.browser.get(path), path)

    async def follow(self, words: str) -> Page:
        return await self.visit(self._there(self.page.links[words]))

    async def press(
        self, words: str, /, files: Sequence[tuple[str, bytes]] = (), **filled: str
    ) -> Page:
        """Press the button that begins with these words, with fields filled in, files chosen."""
        form, button = next(
            (form, button)
            for form in self.page.forms
            for button in form.buttons
            if button[3].startswith(words)
        )
        name, value, action, _ = button
        fields = [(n, filled.pop(n, v)) for n, v in form.fields] + list(filled.items())
        if name:
            fields.append((name, value))
        there = self._there(action or form.action)
        if form.method == "get":
            return await self.visit(f"{there.partition('?')[0]}?{urlencode(fields)}")
        if form.takes_files:
            return await self.upload(there, fields, files)
        return await self.post(there, fields)

    async def upload(
        self, there: str, fields: Sequence[tuple[str, str]], files: Sequence[tuple[str, bytes]] = ()
    ) -> Page:
        """Send a form as a browser does that has files in it, or could have."""
        parts = [(name, (None, value)) for name, value in fields]
        chosen = [("files", (name, content)) for name, content in files]
        sent = await self.browser.post(
            there, files=parts + (chosen or [("files", ("", b""))]), headers=SAME_ORIGIN
        )
        return await self._arrive(sent, there)

    async def post(self, there: str, fields: Sequence[tuple[str, str]] = (), **more: str) -> Page:
        """Send a form from a page of our own."""
        sent = await self.browser.post(
            there,
            content=urlencode([*fields, *more.items()]),
            headers=SAME_ORIGIN | {"Content-Type": "application/x-www-form-urlencoded"},
        )
        return await self._arrive(sent, there)

    async def start(self, name: str = "Amina", home: str = HOME) -> str:
        """Start a conversation with somebody, and go on to it; returns the six words."""
        await self.visit(home)
        await self.follow("Start a conversation")
        await self.press("Go on")
        await self.press(f"Talk with {name}")
        words = six_words(self.page)
        await self.follow("I have kept them, go on")
        return words

    async def _arrive(self, response: httpx.Response, path: str) -> Page:
        for _ in range(5):
            if response.status_code != 303:
                break
            path = urljoin(path, response.headers["location"])
            if urlsplit(path).netloc not in {"", "testserver.local"}:
                break
            response = await self.browser.get(path)
        self.path = path
        self.page = Page(response)
        return self.page

    def _there(self, reference: str) -> str:
        return urljoin(self.path, reference)


def six_words(page: Page) -> str:
    words = re.search(r'<p class="six".*?</p>', page.response.text, re.DOTALL)[0]
    return " ".join(re.findall(r"<span>(.*?)</span>", words))

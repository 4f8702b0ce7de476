"""A page as somebody reads it without JavaScript: its text, its links, the forms they can send."""

from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
UNREAD = frozenset({"script", "style", "title"})


@dataclass
class Button:
    """A button, and where it sends its form if not to the form's own address."""

    name: str
    value: str
    action: str
    text: str = ""


@dataclass
class Form:
    """`fields` are what is sent when nothing is filled in."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def address(self, end: str) -> str | None:
        """Where it or one of its buttons leads to, if that ends like this."""
        actions = (self.action, *(button.action for button in self.buttons))
        return next((a for a in actions if urlsplit(a).path.endswith(end)), None)


class Page(HTMLParser):
    """What a page says. `assets` are what a browser would fetch by itself."""

    def __init__(self, path: str, status: int, html: str) -> None:
        super().__init__()
        self.path, self.status = path, status
        self.text = ""
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.assets: list[str] = []
        self.by_id: dict[str, str] = defaultdict(str)
        self.lists: dict[str, list[str]] = defaultdict(list)
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.text = " ".join(self.text.split())

    def says(self, *words: str) -> bool:
        return all(word in self.text for word in words)

    def form_to(self, end: str) -> Form | None:
        """The form that leads to an address that ends like this."""
        return next((form for form in self.forms if form.address(end)), None)

    def buttons(self, name: str) -> list[Button]:
        return [b for form in self.forms for b in form.buttons if b.name == name]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, given))
        if tag == "li" and (label := self._label()):
            self.lists[label].append("")
        if tag in {"script", "img"} and "src" in given:
            self.assets.append(given["src"])
        if tag == "link":
            self.assets.append(given["href"])
        if tag == "form":
            self.forms.append(Form(given.get("action") or self.path, given.get("method", "get")))
        if self._inside("form"):
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag in UNREAD for tag, _ in self._open):
            return
        self.text += f"{data} " if data.strip() else " "
        for tag, given in self._open:
            if "id" in given:
                self.by_id[given["id"]] += data
            if tag == "a":
                self.links[given.get("href", "")] = data.strip()
        if (items := self.lists.get(self._label())) and data.strip():
            items[-1] += data.strip()
        if self._inside("button") and self.forms and self.forms[-1].buttons:
            self.forms[-1].buttons[-1].text += data.strip()
        if self._inside("textarea") and self.forms and self.forms[-1].fields:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given.get("name", ""), given.get("value", "")
        chosen = given.get("type") not in {"radio", "checkbox"} or "checked" in given
        if tag == "button":
            action = given.get("formaction") or form.action
            form.buttons.append(Button(name, value, action))
        elif (tag == "input" and name and chosen) or (tag == "textarea" and name):
            form.fields.append((name, value))
        elif tag == "option" and "selected" in given:
            select = next(g for t, g in reversed(self._open) if t == "select")
            form.fields.append((select.get("name", ""), value))

    def _inside(self, tag: str) -> bool:
        return any(tag == each for each, _ in self._open)

    def _label(self) -> str:
        """The label of the list that we are in."""
        return next((g.get("aria-label", "") for t, g in reversed(self._open) if t == "ul"), "")

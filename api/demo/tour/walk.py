"""A walk: steps that are printed as they are taken, and end where one fails."""

from rich.console import Console
from rich.markup import escape


class Stumble(Exception):  # noqa: N818 a step that failed is told, not traced
    """A step did not show what it should; it has been told."""


class Walk:
    """Prints a heading for each person, and a line for each thing that holds."""

    def __init__(self, base_url: str, console: Console) -> None:
        self.base_url = base_url
        self.steps = 0
        self._console = console

    def person(self, who: str, doing: str) -> None:
        """From here on it is somebody else who acts."""
        self._console.print(f"\n[bold]{escape(who)}[/]  [dim]{escape(doing)}[/]")

    def check(self, holds: object, step: str, seen: object = "") -> None:
        """Print the step and what was seen; raises Stumble where it does not hold."""
        if not holds:
            self.stumbled(step, str(seen))
            raise Stumble(step)
        self.steps += 1
        self._console.print(f"  [green]✓[/] {escape(step)}{_aside(seen)}")

    def waits(self, seconds: float, why: str) -> None:
        self._console.print(f"  [dim]… {escape(why)}: {seconds:.0f} s[/]")

    def stumbled(self, step: str, seen: str) -> None:
        self._console.print(f"  [red]✗ {escape(step)}[/]{_aside(seen)}")

    def arrived(self, seconds: float) -> None:
        self._console.print(f"\n[green]All {self.steps} steps hold.[/]  [dim]{seconds:.1f} s[/]")


def _aside(seen: object) -> str:
    return f"  [dim]{escape(str(seen))}[/]" if str(seen) else ""

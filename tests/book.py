"""The requirements of the book beside the tests that show them, and what a run left out.

    python -m tests.book

prints every requirement with its tests and names those that have none. As a plugin of pytest it
refuses an unknown requirement, and ends a run by saying which tests did not run and why.
"""

import contextlib
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest
from rich.console import Console

ROWS = {
    "R01": "A conversation is not a report: those words are nowhere but under a formal route",
    "R02": "The system files nothing; only the client decides for a formal route",
    "R03": "Every contact ends with who does what next; by default the client",
    "R04": "No act towards a third party without a recorded consent",
    "R05": "A conversation starts without category, severity, evidence or name",
    "R06": "A role statement, in versions, is shown before contact; without it nobody goes live",
    "R07": "HR and management can infer no conversation from anything they reach",
    "R08": "The standing of a mandate follows from activity, not from a signature",
    "R09": "A mandate records time, board access, independence, consent and review",
    "R10": "Kinds of requester are kept apart in all figures",
    "R11": "A person discussed gets another counsellor",
    "R12": "Recognition is asked for, and shown only above thresholds",
    "R13": "Examples per sector, and always “none of these fits”",
    "R14": "Role guide and training record on the desk",
    "R15": "The kluis is apart from the organisation; what a client writes is nowhere in plain",
    "R16": "Content opens with the organisation's key and a person's secret together",
    "R17": "Separate, neutral channels: “you have a message” and no more",
    "R18": "A consent fixes text, recipient, purpose and end, and can be withdrawn",
    "R19": "Retention happens: purge, hard cap, hold by the counsellor only",
    "R20": "What leaves a conversation is checked for what identifies",
    "R21": "A pseudonym is random per organisation; “anonymous” only where nothing is held",
    "R22": "Disclosure in stages, each with its own consent",
    "R23": "The limits of confidentiality are explained before a first contact can close",
    "R24": "Support, information and advice are facets of one activity",
    "R25": "Listening comes first: notes are optional",
    "R26": "A library of rights and procedure, readable without login",
    "R27": "Themes beyond the classic ones; a signal without a client",
    "R28": "Depth and duration, from quick advice to a deep talk",
    "R29": "Patterns from coded facets only, above thresholds",
    "R30": "Causes and changes beside trends, never as proof of cause",
    "R31": "A conversation counts as prevention, beside formal outcomes",
    "R32": "Prevention measures with owner, theme, status and review",
    "R33": "Advised, decided, paid, done; “advised, not funded” is said",
    "R34": "A business case with ranges and cited assumptions",
    "R35": "Barriers of stalled measures are named",
    "R36": "Prevention stays on the agenda",
    "R37": "A visibility plan with a cadence",
    "R38": "Moments for those who join, and repeats",
    "R39": "Reach by site, shift, language and remote work",
    "R40": "An editorial calendar for columns and sessions",
    "R41": "The counsellor publishes; the organisation cannot edit or block",
    "R42": "One entry for each organisation",
    "R43": "Not the last resort: since when, what was tried, early contact",
    "R44": "Options from the lightest, with pros and cons",
    "R45": "Attendance as a size, never a list",
    "R46": "Advice, asked and unasked, with no link to a conversation",
    "R47": "A dialogue log for each stakeholder, who sees only their own",
    "R48": "The annual report is made under disclosure control",
    "R49": "No free text of a conversation in any report",
    "R50": "A transparency note after an incident, released by the counsellor",
    "R51": "The counsellor accounts for own work, on the portal",
    "R52": "Peer supervision with no link to a conversation",
    "R53": "A referral directory; old entries hidden, nothing told to the employer",
    "D1": "GraphQL and REST do the same acts through one domain function",
    "D2": "Keys of each organisation in Vault: made, rotated, re-wrapped, destroyed",
    "D3": "Employees choose among counsellors who are proposed with reasons",
    "D4": "Benchmark editions for advisory firms, frozen and audited",
    "D5": "Firms manage mandates, pools, hours and invoices without a trace of a person",
    "D6": "Organisations integrate by API",
    "D7": "The portal works without JavaScript, on a phone, in one's own language",
    "D8": "The stack and the layout are as was asked",
}

_collected: dict[str, set[str]] = defaultdict(set)


def rows_of(item: pytest.Item) -> list[str]:
    return [str(row) for marker in item.iter_markers("book") for row in marker.args]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for row in rows_of(item):
            if row not in ROWS:
                raise pytest.UsageError(f"{item.nodeid} shows {row}, which the book does not have")
            # A test with parameters is one test of the requirement.
            _collected[row].add(item.nodeid.partition("[")[0])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REQUIRE_BROWSER=1 a browser that is not there is a failure."""
    report = yield
    required = os.environ.get("REQUIRE_BROWSER") == "1" and item.get_closest_marker("browser")
    if required and report.skipped and isinstance(report.longrepr, tuple):
        report.outcome, report.longrepr = "failed", f"did not run: {report.longrepr[2]}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say last, before the closing line, what did not run and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in skipped
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in reasons.most_common():
        tests = "test" if count == 1 else "tests"
        terminalreporter.write_line(f"{count} {tests} did not run: {reason}", yellow=True)


def main() -> int:
    """Collect without running, and print the table."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        code = pytest.main(["--collect-only", str(Path(__file__).parent)])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        sys.stderr.write("The tests cannot be collected; `make test` says why.\n")
        return 1
    # pytest filled its own copy of this module: run as a script, it is another one.
    from tests.book import _collected

    console = Console(highlight=False, soft_wrap=True)
    for row, title in ROWS.items():
        console.print(f"[bold]{row:<4}{title}[/]")
        for test in sorted(_collected[row]) or ["[yellow]no test yet[/]"]:
            console.print(f"      {test.removeprefix('tests/')}")
    without = [row for row in ROWS if not _collected[row]]
    console.print(f"{len(ROWS) - len(without)} of {len(ROWS)} requirements have tests.")
    if without:
        console.print(f"Without: {', '.join(without)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

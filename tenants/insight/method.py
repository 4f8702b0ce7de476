"""How the figures of an edition were made and kept safe, in plain words: frozen along with them."""

from pathlib import Path

from tenants.insight.disclosure import BenchmarkRules

LANGUAGES = ("en", "nl")


def method_note(period: int, rules: BenchmarkRules) -> dict[str, str]:
    """The note by language. The secret p of the rules is not in it."""
    return {
        language: _text(language).format(
            period=period,
            base=rules.base,
            k=rules.k,
            organisations=rules.organisations,
            contributors=rules.contributors,
            dominance=round(100 * rules.dominance),
        )
        for language in LANGUAGES
    }


def _text(language: str) -> str:
    return Path(__file__).with_name(f"method.{language}.txt").read_text(encoding="utf-8")

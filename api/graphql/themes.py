"""What conversations, activities and advice are about: permanent codes."""

import strawberry

from api.graphql.scalars import Language
from api.graphql.shapes import answer, view
from api.i18n import LANGUAGES, translations
from tenants import themes

ENGLISH = Language("en")


@view
class Theme:
    """`parent` is the code one level up; the label is in the language that was asked for."""

    code: str
    parent: str | None
    label: str


@strawberry.type
class ThemeAnswers:
    @answer
    async def themes(self, language: Language = ENGLISH) -> list[Theme]:
        """Every theme of the present edition; labels are English where a language is not there."""
        translate = translations(language if language in LANGUAGES else ENGLISH).gettext
        return [
            Theme(code=theme.code, parent=theme.parent, label=translate(theme.label))
            for theme in themes.THEMES.values()
        ]

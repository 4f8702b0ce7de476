"""Sentences that lead to somebody are caught, in Dutch and in English; those about policy pass."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.errors import Invalid
from tenants.identification import Kind, check_identifying, find_identifying

pytestmark = pytest.mark.book("R20")

BLOCKED = [
    (Kind.NAME, "Marieke heeft dit jaar veel te verduren gehad."),
    (Kind.NAME, "Het gaat om mevrouw Jansen."),
    (Kind.NAME, "Ik sprak hierover met dhr. van der Berg."),
    (Kind.NAME, "J. de Boer is hierop aangesproken."),
    (Kind.NAME, "The remarks came from Mr Smith."),
    (Kind.NAME, "This was raised with Fatima El Idrissi."),
    (Kind.NAME, "P.J. Oosterhuis left because of it."),
    (Kind.CONTACT, "Meer weten? Bel 06-12345678."),
    (Kind.CONTACT, "Write to h.devries@noorderlicht.example."),
    (Kind.CONTACT, "Het betreft personeelsnummer 4471902."),
    (Kind.QUOTE, 'De reactie was: "dan zoek je toch iets anders".'),
    (Kind.QUOTE, "What was heard: “you people are too sensitive”."),
    (Kind.AGE, "Een 62-jarige werd gepasseerd."),
    (Kind.AGE, "Someone in her fifties was passed over."),
    (Kind.ONLY, "Zij is de enige vrouw op kantoor."),
    (Kind.ONLY, "It concerns the only porter we have."),
    (Kind.FEW, "Een van de twee nachtverpleegkundigen is vertrokken: één van de twee."),
    (Kind.FEW, "One of the two night nurses left."),
    (Kind.FEW, "Drie medewerkers hebben hierover gesproken."),
    (Kind.FEW, "Two people told the same story."),
    (Kind.FEW, "Beide van de nieuwe stagiairs zijn gestopt."),
    (Kind.FEW, "Er waren dit jaar 4 gesprekken."),
    (Kind.FEW, "There were 3 difficult conversations."),
    (Kind.RETOLD, "Een medewerker vertelde dat er over haar geroddeld wordt."),
    (Kind.RETOLD, "A colleague told me about remarks during lunch."),
    (Kind.RETOLD, "The team leader said that nothing could be done."),
    (Kind.RETOLD, "Iemand gaf aan zich niet veilig te voelen."),
    (Kind.COMBINATION, "De teamleider van de nachtdienst schreeuwt."),
    (Kind.COMBINATION, "In maart is een verpleegkundige overgeplaatst."),
    (Kind.COMBINATION, "The intern in the Rotterdam office was ignored."),
    (Kind.COMBINATION, "On 12 March a colleague was sent home."),
    (Kind.COMBINATION, "Op de afdeling inkoop speelt een zwangerschap."),
    (Kind.COMBINATION, "A Polish driver was left out."),
    (Kind.COMBINATION, "Tijdens de kerstborrel is een vrouw lastiggevallen."),
    (Kind.COMBINATION, "De directeur is geschorst."),
]

ASKED = [
    (Kind.UNIT, "De nachtdienst heeft te weinig pauzes."),
    (Kind.UNIT, "The warehouse has no quiet place to talk."),
    (Kind.ROLE, "De directeur steunt het beleid."),
    (Kind.ROLE, "The prevention officer keeps the plan."),
    (Kind.PERIOD, "Op 12 maart was er een bijeenkomst."),
    (Kind.PERIOD, "We met on Tuesday."),
    (Kind.DETAIL, "Over zwangerschap is geen beleid."),
    (Kind.DETAIL, "There is no policy on addiction."),
    (Kind.PERSON, "Voor iemand die twijfelt is de weg te lang."),
    (Kind.PERSON, "It takes courage before a person calls."),
    (Kind.CAPITALS, "De uitkomst hangt samen met Blauwestad."),
    (Kind.CAPITALS, "Much was expected of Project Phoenix."),
    (Kind.UNIT, "Op Kreekzicht is de werkdruk hoog."),
]

PASSES = [
    "Leidinggevenden vragen vaker om advies dan vorig jaar.",
    "Mensen weten ons beter te vinden, en komen eerder.",
    "Werkdruk en onderlinge conflicten zijn de hoofdthema's.",
    "De gedragscode is bij nieuwe medewerkers nog te weinig bekend.",
    "Ons advies: oefen in teams hoe je elkaar aanspreekt.",
    "Het beleid noemt micro-agressie niet; dat is een gemis.",
    "De Ondernemingsraad en de Raad van Bestuur hebben het plan besproken.",
    "Wij waren op veertien bijeenkomsten en schreven zes columns.",
    "Volgend jaar willen we alle locaties bezoeken, ook in de avond.",
    "In januari begint de nieuwe reeks trainingen.",
    "Managers ask for advice more often than last year.",
    "People find us sooner, and that prevents harm.",
    "Work pressure and conflicts between teams were the main themes.",
    "The code of conduct is not well known among new employees.",
    "Our advice: practise in teams how to speak up.",
    "The policy does not mention micro-aggression, which is a gap.",
    "The Works Council and the Board have discussed the plan.",
    "We were at fourteen meetings and wrote six columns.",
    "Next year we want to visit all sites, in the evenings too.",
    "Training starts again in January.",
]


@pytest.mark.parametrize(("kind", "text"), BLOCKED)
def test_what_leads_to_somebody_has_to_go(kind: Kind, text: str) -> None:
    found = find_identifying(f"Mensen weten ons te vinden. {text} Dat is goed.")
    assert kind in {one.kind for one in found if one.blocks}, found
    with pytest.raises(Invalid) as refused:
        check_identifying(text, "I am sure that nobody can be found")
    assert refused.value.problems.keys() == {"text"}


@pytest.mark.parametrize(("kind", "text"), ASKED)
def test_what_may_lead_to_somebody_needs_a_reason(kind: Kind, text: str) -> None:
    found = find_identifying(text, units=["Kreekzicht"])
    assert kind in {one.kind for one in found}, found
    assert not any(one.blocks for one in found), found
    with pytest.raises(Invalid) as refused:
        check_identifying(text, "ok", units=["Kreekzicht"])
    assert refused.value.problems.keys() == {"reason"}
    check_identifying(text, "Everybody there knows this", units=["Kreekzicht"])


@pytest.mark.parametrize("text", PASSES)
def test_what_is_about_policy_passes(text: str) -> None:
    assert find_identifying(text) == ()
    check_identifying(text, "")


def test_all_that_passes_passes_together() -> None:
    check_identifying(" ".join(PASSES), "")
    check_identifying("\n\n".join(PASSES), "")


def test_known_names_are_found_whatever_they_are() -> None:
    assert find_identifying("Dank aan bloem voor de hulp.") == ()
    found = find_identifying("Dank aan bloem voor de hulp.", names=["Bloem"])
    assert [(one.kind, one.text) for one in found] == [(Kind.NAME, "bloem")]


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from([text for _, text in BLOCKED] + PASSES), max_size=5),
    st.sampled_from([" ", "\n", "\n\n", "  "]),
)
def test_findings_stand_where_they_say(texts: list[str], between: str) -> None:
    whole = between.join(texts)
    found = find_identifying(whole)
    assert all(whole[one.start : one.end] == one.text for one in found)
    guilty = [text for text in texts if text not in PASSES]
    assert len({one.kind for one in found if one.blocks}) >= bool(guilty)


@settings(max_examples=200)
@given(st.text(max_size=4000))
def test_any_text_is_read_in_time(text: str) -> None:
    began = time.process_time()
    find_identifying(text, units=["A", "b+c"])
    assert time.process_time() - began < 1


@pytest.mark.parametrize("piece", ["a ", "A. ", '" a ', "de ", "1 ", "een a ", "A", "Jan de "])
def test_no_text_makes_it_slow(piece: str) -> None:
    began = time.process_time()
    find_identifying(piece * (4000 // len(piece)))
    assert time.process_time() - began < 1

"""Reading a reply clause by clause: what a first answer does passes, what it states on its own does not."""

import pytest

from leads.gate.affirmations import affirmations
from leads.gate.clauses import clauses
from leads.gate.english.acts import ENGLISH
from leads.gate.facts import LeadFacts, OrganizationFacts, Price
from leads.gate.reading import Reading
from leads.gate.spanish.acts import SPANISH
from leads.gate.statements import statements
from leads.gate.text import Text

FACTS = OrganizationFacts(
    name="Acme Plumbing", services=("Drain cleaning", "Bath and brush"), prices=(Price("Drain cleaning", "$139"),)
)


def _reading(reply, message="The sink in my kitchen drains slowly.", name="Rosa Diaz"):
    return Reading.of(reply, LeadFacts(name=name, message=message), FACTS)


def _clauses(text):
    [sentence] = Text.of(text).sentences
    return [clause.text for clause in clauses(sentence)]


def test_each_sentence_is_read_once_and_for_each_purpose_by_itself():
    reading = _reading("We read it. We read it.")
    first, second = reading.reply.sentences
    read = []

    def shout(_reading, sentence):
        read.append(sentence.start)
        return sentence.text.upper()

    def place(_reading, sentence):
        return sentence.start

    assert [reading.once(shout, one) for one in (first, second, first)] == [
        first.text.upper(),
        second.text.upper(),
        first.text.upper(),
    ]
    assert read == [first.start, second.start]
    assert [reading.once(place, one) for one in (second, first)] == [second.start, first.start]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your rotors are shot, which car is it?", ["your rotors are shot", "which car is it?"]),
        ("Tell us the brand, the model and the year.", ["tell us the brand, the model and the year."]),
        ("Someone will read it and follow up.", ["someone will read it and follow up."]),
        ("If you can, send a photo.", ["if you can", "send a photo."]),
        ("It is for the owner, who will see it.", ["it is for the owner, who will see it."]),
        ("We open at 8:30 and drive 92,000 miles.", ["we open at 8:30 and drive 92,000 miles."]),
        (
            "Thank you for writing, the tank only needs a flush.",
            ["thank you for writing", "the tank only needs a flush."],
        ),
    ],
)
def test_a_sentence_falls_into_clauses_that_can_state_something(text, expected):
    assert _clauses(text) == expected


def test_a_period_behind_an_apostrophe_ends_the_sentence():
    assert len(Text.of("The answer is that you don't. Do you have children?").sentences) == 2


def test_only_the_question_itself_is_asked():
    [sentence] = Text.of("Your rotors are shot, which car is it?").sentences
    assert [clause.is_asked for clause in clauses(sentence)] == [False, True]


@pytest.mark.parametrize(
    "reply",
    [
        "Hi Rosa, thank you for telling us about the sink.",
        "Hi Rosa, that must be frustrating.",
        "Hi Rosa, we don't make promises about results.",
        "Hi Rosa, how long it takes depends on what they find.",
        "Hi Rosa, whether that works is a question for our plumber.",
        "Hi Rosa, one of our plumbers will read your answer and get back to you.",
        "Hi Rosa, you mentioned that it drains slowly.",
        "Hi Rosa, please send us a photo if you can.",
        "Hi Rosa, you're not alone, lots of people ask that.",
        "Hi Rosa, a slow drain often has a simple reason.",
        "Hi Rosa, sixty mugs is a serious collection!",
        "Hola Rosa, no podemos prometer eso por mensaje.",
        "Hola Rosa, un plomero leerá su respuesta.",
    ],
)
def test_the_acts_of_a_first_answer_pass(reply):
    assert list(statements(_reading(reply))) == []


@pytest.mark.parametrize(
    "reply",
    [
        "Hi Rosa, your vent stack is blocked.",
        "Hi Rosa, floaters come with age and mean nothing.",
        "Hi Rosa, cases like yours always settle in our clients' favor.",
        "Hi Rosa, he isn't entitled to anything.",
        "Hi Rosa, the house stays with you.",
        "Hi Rosa, everything is baked the same morning.",
        "Hi Rosa, that sounds like a torn ligament.",
        "Hi Rosa, I'd say the bearings are gone.",
        "Hi Rosa, nobody goes to jail over that.",
        "Hi Rosa, it's a good question, and the answer is that you don't.",
        "Hola Rosa, es la rótula.",
        "Hola Rosa, el vendedor ya no puede echarse para atrás.",
    ],
)
def test_a_statement_on_its_own_is_found(reply):
    assert list(statements(_reading(reply)))


def test_a_verbless_answer_to_a_question_is_a_statement():
    assert list(statements(_reading("Hi Rosa, cards, cash, whatever suits you.", "how do i pay?")))
    assert not list(statements(_reading("Hi Rosa, thanks for the photo.", "did you get it?")))


def test_the_words_of_the_customer_may_be_said_back_but_not_judged():
    message = "my landlord can't evict me in three days"
    assert not list(statements(_reading("Rosa, you said three days.", message)))
    assert list(statements(_reading("Rosa, your landlord can't evict you in three days.", message)))


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("do you have insurance", "Hi Rosa, absolutely! How old is the heater?"),
        ("i was told you give a lifetime warranty", "Hi Rosa, you were told right. What kind is it?"),
        ("can you come today?", "Hi Rosa, sure! Is it stuck?"),
        ("¿tienen seguro?", "Hola Rosa, por supuesto. ¿Cuántos pisos tiene?"),
    ],
)
def test_a_yes_to_what_nobody_checked_is_found(message, reply):
    assert list(affirmations(_reading(reply, message)))


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("do you do drain cleaning?", "Hi Rosa, yes, we do drain cleaning. Which drain is it?"),
        ("can you help me with a drain", "Hi Rosa, of course! Which drain is it?"),
        ("Kitchen sink is slow.", "Hi Rosa, no problem at all. Is it only the kitchen?"),
    ],
)
def test_a_yes_to_a_service_on_the_list_or_to_nothing_passes(message, reply):
    assert not list(affirmations(_reading(reply, message)))


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
def test_every_act_says_why_it_binds_nobody(language):
    assert all(act.name and act.why.endswith(".") for act in language.acts)

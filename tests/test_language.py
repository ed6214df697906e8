"""The syllable tables and the language model of the repair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.confusion import blot_cost, confusion_cost
from corpus.language import NEIGHBOURS, PHRASE_WORD, TELLING, TRIPLE, LanguageModel
from corpus.language_sources import LEXICONS, data_lines, load_model
from corpus.syllables import is_possible, key_of, place_tone, skeleton, split_tone


@pytest.mark.parametrize("syllable", ["nghiêng", "khuỷu", "quốc", "giếng", "gì", "quý", "yếu", "hoà", "tuýp", "ô"])
def test_possible_syllables_are_allowed(syllable):
    assert is_possible(syllable)


@pytest.mark.parametrize("syllable", ["húe", "wyết", "bε", "nghan", "cip", "biêt", "hocs", "krông", "smart", "fi"])
def test_impossible_syllables_are_not(syllable):
    assert not is_possible(syllable)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoá", "hóa"), ("Uỷ", "ỦY"), ("kĩ", "kỹ"), ("quí", "Quý"), ("THUÝ", "thúy"), ("bέ", "bé"), ("tÿ", "ty")],
)
def test_two_spellings_of_a_syllable_have_one_key(one, other):
    assert key_of(one) == key_of(other)


def test_tone_is_placed_as_the_author_places_it():
    assert place_tone("hoa", 1) == "hoá"
    assert place_tone("hoa", 1, old_style=True) == "hóa"
    assert place_tone("quy", 4, old_style=True) == "quỹ"
    assert [place_tone(*pair) for pair in [("hoan", 2), ("nghiêng", 3), ("gia", 2), ("khuyu", 3), ("ngoeo", 1)]] == [
        "hoàn", "nghiểng", "già", "khuỷu", "ngoéo",
    ]  # fmt: skip


@given(st.sampled_from(sorted(key for key in load_model().syllables if is_possible(key))))
def test_a_key_is_its_letters_and_its_tone(key):
    assert place_tone(*split_tone(key)) == key
    assert key_of(key) == key
    assert skeleton(key).isascii()


def test_blurred_marks_cost_less_than_other_letters():
    assert confusion_cost("chuyên", "chuyển") < confusion_cost("đưa", "dựa") < confusion_cost("bánh", "trăng")
    assert confusion_cost("đổi", "đổi") == 0
    assert confusion_cost("đôi", "đổi") == confusion_cost("đổi", "đôi")


def test_a_blot_leaves_enough_of_the_syllable_to_tell():
    assert blot_cost("wyết", "quyết") is not None
    assert blot_cost("ủnh", "hành") is None


def test_a_pair_that_cuts_a_word_says_little():
    model = LanguageModel()
    for word in ("công tác", "tổ chức"):
        model.learn_word(word.split(), TELLING + 0.2)
    model.learn_phrase(["công", "tác", "tổ", "chức", "tốt"])
    assert model.bigrams["công tác"] == PHRASE_WORD
    assert model.bigrams["tác tổ"] < TELLING <= model.trigrams["tổ chức tốt"] == TRIPLE
    assert "công tác tổ chức" in model.quads
    assert model.trigrams["công tác tổ"] < TELLING


def test_slots_make_every_phrase():
    model = LanguageModel()
    model.learn_slots([[["sửa"], ["xây", "mới"]], [["cầu"], ["trạm", "bơm"]]])
    assert {"sửa cầu", "sửa trạm", "mới cầu", "mới trạm", "trạm bơm"} <= model.bigrams.keys()
    assert model.bigrams["sửa cầu"] == NEIGHBOURS
    assert "xây mới cầu" in model.trigrams


def test_readings_are_found_by_shape():
    model = load_model()
    assert "chuyển đổi" in model.pairs_by_shape["chuyen doi"]
    assert "cách mạng" in model.pairs_by_shape["cac mang"]


def test_lexicons_hold_possible_syllables_only():
    loans = {
        "4.0",
        "usd",
        "logistics",
        "internet",
        "camera",
        "video",
        "chip",
        "nano",
        "km",
        "gas",
        "mác",
        "lênin",
        "24",
    }
    names = {"pleiku", "campuchia", "kon", "đắk", "lắk", "kạn"}
    initials = {"abbreviations", "document-codes"}
    for path in (path for path in LEXICONS.glob("*.txt") if path.stem not in initials):
        for line in data_lines(path):
            words = line.split("\t")[-1].replace(",", " ").replace("|", " ").split()
            odd = [
                w for w in words if not (w.startswith("$") or w == "-" or w in loans | names or is_possible(key_of(w)))
            ]
            assert odd == [], path.name


def test_lexicons_name_their_source():
    for path in LEXICONS.glob("*.txt"):
        head = path.read_text(encoding="utf-8").split("\n\n")[0][:400]
        assert head.startswith("#"), path.name
        assert "Source: " in head, path.name

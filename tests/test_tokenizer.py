from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from extractors.tokenizer import SyllableTokenizer

TOKENIZE = SyllableTokenizer(Vocab())


@given(st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \t\nđươ%&.,-1"))))
def test_tokens_give_the_text_back_code_point_for_code_point(text: str) -> None:
    assert TOKENIZE(text).text == text


def test_each_syllable_is_a_token_and_a_number_keeps_its_separators() -> None:
    doc = TOKENIZE("Sở KH&CN đạt 99,5% và 10.000 lao động\tđến 27/9/2019.")
    assert [token.text for token in doc if not token.text.isspace()] == [
        "Sở", "KH", "&", "CN", "đạt", "99,5", "%", "và", "10.000", "lao", "động", "đến",
        "27", "/", "9", "/", "2019", ".",
    ]  # fmt: skip


def test_offsets_are_those_of_the_text() -> None:
    text = "  hai  dấu cách\n\nxuống dòng "
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in TOKENIZE(text))

"""Why an input is turned away: each class says in one line what is wrong and what to do about it."""


class RejectedInput(Exception):
    """Base of all rejections; `str()` of it is one line for the user.

    Args:
        name: the input's name, as the user knows it.
        problem: what is wrong with it.
        remedy: what to do.
    """

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(name, problem, remedy)
        self.name, self.problem, self.remedy = name, problem, remedy

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}; {self.remedy}"


class EmptyInput(RejectedInput):
    """The file holds no bytes, or nothing but white space."""


class BinaryNoise(RejectedInput):
    """The bytes are no text in any encoding and no known format."""


class UnknownEncoding(RejectedInput):
    """The bytes look like text, but in no encoding that gives Vietnamese."""


class UnsupportedFormat(RejectedInput):
    """A known format that cannot be read."""


class NeedsConverter(UnsupportedFormat):
    """A format that another program converts, and that is not installed."""


class UnreadableFile(RejectedInput):
    """The file cannot be opened: missing, a folder, or without permission."""


class TooLarge(RejectedInput):
    """The file is larger than what is read into memory at once."""


class DamagedInput(RejectedInput):
    """The file is of a known format, yet cut off or broken."""


class EncryptedInput(RejectedInput):
    """The file can be opened with a password only."""


class NeedsOcr(RejectedInput):
    """Pages are pictures of text, and what reads such pages is not installed, or switched off."""

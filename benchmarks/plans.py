"""Plans for measuring: our samples with other numbers, subjects and places in each clause.

No clause may come again: what a program remembers of one plan must not make the next one look quick.
"""

import random
import re
import unicodedata
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"
_NUMBER = re.compile(r"(?<![\w./-])\d{2}(?=%)")
#: The end of a clause within a paragraph.
_CLAUSE_END = re.compile(r"(?<=[^\W\d_]{2})(?=[,;.] )")
_SUBJECTS = """y tế cơ sở|du lịch cộng đồng|nông nghiệp hữu cơ|giáo dục mầm non|giao thông nông thôn|thương mại điện tử
an toàn thực phẩm|bảo tồn di sản|đào tạo nghề|cấp nước sạch|xử lý rác thải|năng lượng tái tạo|bảo vệ rừng|nhà ở xã hội
công nghiệp chế biến|dịch vụ hậu cần|nuôi trồng thủy sản|phòng chống thiên tai|bình đẳng giới|việc làm thanh niên
cải cách hành chính|an sinh xã hội|thể dục thể thao|thông tin cơ sở|sở hữu trí tuệ|khuyến công|đất đai|khoáng sản"""
_PLACES = """các xã vùng cao|khu vực ven biển|các khu công nghiệp|vùng đồng bào dân tộc|các đô thị loại hai
các cụm công nghiệp|khu vực biên giới|các trường phổ thông|các bệnh viện công|vùng hạ lưu|các làng nghề|vùng chuyên canh
các chợ đầu mối|vùng đệm|các tuyến đường tỉnh|các trạm quan trắc|khu kinh tế cửa khẩu|vùng bãi ngang|các hợp tác xã"""


def _bodies() -> list[str]:
    files = sorted(SAMPLES.glob("sample-*.txt")) + sorted(SAMPLES.glob("sample-*.md"))
    return [unicodedata.normalize("NFC", path.read_text(encoding="utf-8")) for path in files]


def _listed(words: str) -> list[str]:
    return [word for line in words.splitlines() for word in line.split("|")]


def make_plan(seed: int, characters: int = 25_000) -> str:
    """Make a plan of about so many characters: samples one after the other, each clause with words of its own."""
    chance = random.Random(seed)
    bodies, subjects, places = _bodies(), _listed(_SUBJECTS), _listed(_PLACES)

    def other_words(_: object) -> str:
        return f" về {chance.choice(subjects)} và {chance.choice(subjects)} tại {chance.choice(places)}"

    parts: list[str] = []
    while sum(map(len, parts)) < characters:
        body = _NUMBER.sub(lambda _: str(chance.randint(10, 99)), bodies[(seed + len(parts)) % len(bodies)])
        lines = body.split("\n")
        parts.append("\n".join(_CLAUSE_END.sub(other_words, line) if len(line) > 60 else line for line in lines))
    text = "\n\n".join(parts)
    return text[: text.rfind("\n", 0, characters)] + f"\n\nBản số {seed}.\n"


def write_plans(folder: Path, count: int) -> None:
    """Write so many plans into a folder."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"plan-{number:04d}.txt").write_text(make_plan(number), encoding="utf-8")

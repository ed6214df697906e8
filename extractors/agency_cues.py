"""The words that give roles in a sentence, and those that only look like them."""

from functools import cache
from importlib.resources import files

from schemas.vocabulary import AgencyRole

CUES: dict[tuple[str, str], AgencyRole] = {
    ("chủ", "trì"): AgencyRole.LEAD,
    ("đầu", "mối"): AgencyRole.LEAD,
    ("phối", "hợp"): AgencyRole.COOPERATE,
    ("chỉ", "đạo"): AgencyRole.DIRECT,
    ("lãnh", "đạo"): AgencyRole.DIRECT,
    ("tham", "mưu"): AgencyRole.ADVISE,
    ("giám", "sát"): AgencyRole.SUPERVISE,
    ("báo", "cáo"): AgencyRole.REPORT_TO,
    ("phản", "ánh"): AgencyRole.REPORT_TO,
}
JOINTS = frozenset({",", ";", "và", "/", "-", "–", "cùng", "hoặc"})
SENTENCE_ENDS = frozenset({".", "\n", "\t"})
REQUESTS = (
    ("giao",),
    ("đề", "nghị"),
    ("yêu", "cầu"),
    ("khuyến", "khích"),
    ("phân", "công"),
    ("trân", "trọng"),
    ("kính",),
)
#: A clause that opens with one of these only prepares the subject that follows its comma.
OPENINGS = frozenset(
    ["căn", "trên", "theo", "để", "định", "hằng", "hàng", "trong", "sau", "khi", "từ", "ngoài", "quá", "đồng", "trước"]
)
#: What may stand before a verb of leading; anywhere else it is a noun (`sự chỉ đạo`, `văn bản chỉ đạo`).
BEFORE_VERB = frozenset(
    [",", ";", ".", ":", "và", "xuyên", "thời", "nhiệm", "vụ", "tục", "cường", "động", "cực", "mạnh", "năng", "này"]
)
NOUN_BEFORE = frozenset(["sự", "tác", "chế", "quan", "vị", "cần", "nội", "trình", "bản", "kiến", "ban", "thống", "tập"])
COOPERATION_FILLERS = frozenset(
    ["chặt", "chẽ", "với", "cùng", "đồng", "bộ", "hiệu", "quả", "tốt", "thường", "xuyên", "lực", "lượng", "cơ", "quan"]
)
REPORT_BEFORE = frozenset(["cáo", "cho", "về", "gửi", "lên", "với", "tới", "đến", "ánh"])
SUPERVISED = frozenset(
    [
        "việc",
        "thực",
        "tình",
        "quá",
        "chuyên",
        "thường",
        "phản",
        "các",
        "hoạt",
        "triển",
        "chặt",
        "và",
        "thi",
        ",",
        "kết",
        "công",
        ".",
        ";",
        "\n",
    ]
)
#: What is watched as work of one's own trade (`giám sát ca bệnh`, `giám sát an toàn thông tin`).
WATCHED = frozenset(["ca", "dịch", "chất", "an", "môi", "mật", "côn", "hành", "từ"])
#: What belongs to supervising and is no work of another kind.
OVERSIGHT = frozenset(
    [("kiểm", "tra"), ("theo", "dõi"), ("đôn", "đốc"), ("đánh", "giá"), ("phản", "biện"), ("thanh", "tra"),
     ("tổ", "chức"), ("triển", "khai"), ("thực", "hiện"), ("quản", "lý"), ("sử", "dụng"), ("xử", "lý")]
)  # fmt: skip
#: `làm đầu mối`, `là cơ quan đầu mối`; elsewhere `đầu mối` is a person.
BEFORE_CONTACT = frozenset(["làm", "là", "quan", "vị", "trực"])
#: Adverbs that are verbs only where no other verb follows (`chủ động phối hợp`).
ADVERBS = frozenset(
    [("chủ", "động"), ("tích", "cực"), ("tiếp", "tục"), ("tăng", "cường"), ("thường", "xuyên"), ("khẩn", "trương"),
     ("nghiêm", "túc"), ("tập", "trung")]
)  # fmt: skip
WINDOW = 30
#: No list of bodies is longer; keeps the time linear on any text.
LONGEST_LIST = 200


@cache
def verbs() -> frozenset[tuple[str, ...]]:
    """Return the verbs of work, as syllables."""
    lines = (files("extractors") / "lexicons" / "task_verbs.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(tuple(line.split()) for line in lines if line)


def is_role_verb(forms: list[str], cue: AgencyRole, index: int, start: int, last_end: int, refused: int) -> bool:
    """Tell whether a role word is a verb where it stands, not half of a noun (`sự chỉ đạo`, `công tác giám sát`).

    Args:
        forms: the text's syllables.
        cue: the role that the word gives.
        index: where it stands.
        start: where its clause begins.
        last_end: where the last list of bodies before it ends, -1 without one.
        refused: where the last role word that was no verb ends, -1 without one.
    """
    before = forms[index - 1] if index > start else "."
    if cue is AgencyRole.SUPERVISE and forms[index + 2 : index + 3] and forms[index + 2] in WATCHED:
        return False
    if cue is AgencyRole.DIRECT and _is_direction_of(forms, index):
        return False
    if index in (last_end, start):
        return True
    if refused >= 0 and index - refused <= 1 and before in (",", "và"):
        return False
    match cue:
        case AgencyRole.DIRECT:
            return before in BEFORE_VERB and not (before == "vụ" and forms[index - 2] == "phục")
        case AgencyRole.LEAD:
            if forms[index] == "đầu":
                return before in BEFORE_CONTACT
            if before in ("quan", "vị"):
                return forms[index - 3 : index - 2] == ["là"]
            return before not in ("khác", "được")
        case AgencyRole.COOPERATE:
            return before not in NOUN_BEFORE
        case AgencyRole.SUPERVISE:
            after = forms[index + 2] if index + 2 < len(forms) else "\n"
            if forms[index - 4 : index] == ["phát", "huy", "vai", "trò"]:
                return True  # `phát huy vai trò giám sát, phản biện xã hội`: the part that the Front itself plays
            nouns = {"tác", "động", "chế", "thống", "sự", "vai", "đoàn"}
            return after in SUPERVISED and not nouns.intersection(forms[max(start, index - 5) : index])
        case AgencyRole.ADVISE:
            return before not in NOUN_BEFORE
        case AgencyRole.REPORT_TO:
            return before not in ("sở", "của")
    return True


def _is_direction_of(forms: list[str], index: int) -> bool:
    """`Trung tâm thông tin chỉ đạo, điều hành của Chính phủ`: what is somebody's is a thing, and no verb."""
    at = index + 2
    if forms[at : at + 1] in ([","], ["và"]):
        at += 1
    if forms[at : at + 2] == ["điều", "hành"]:
        at += 2
    return forms[at : at + 1] == ["của"]

"""Where an open name ends: `Trung tâm Ứng dụng tiến bộ khoa học và công nghệ` has no list to stand in.

Administrative Vietnamese capitalises the head and then as it likes, so a name goes on through lower-case nouns until a
verb or a function word (`lexicons/name_stops.txt`), a punctuation mark, a unit of government or another body.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from extractors.agency_cues import verbs
from extractors.agency_lexicon import Entry, Style
from extractors.agency_units import province_name_at, unit_at

if TYPE_CHECKING:
    from extractors.agency_names import NameReader

_LONGEST = 16
_UNIT_WORDS = frozenset(["tỉnh", "huyện", "quận", "xã", "phường", "cấp"])
_UNIT_PAIRS = frozenset({("thành", "phố"), ("thị", "xã"), ("thị", "trấn"), ("đặc", "khu"), ("các", "cấp")})
#: Heads whose names may begin in lower case; any other head without a capital after it is a common noun.
_LOWER_CASE_NAMES = frozenset(
    f"open_{name}"
    for name in [
        "trung_tam",
        "vien",
        "ban_quan_ly",
        "ban_chi_dao",
        "ban_chi_huy",
        "ban_dieu_phoi",
        "ban_dai_dien",
        "to_cong_tac",
        "to_giup_viec",
        "hoi_dong",
        "doan_kiem_tra",
        "doan_giam_sat",
        "chi_cuc",
        "cuc",
        "cong_ty",
        "quy",
        "hoi",
        "co_so",
        "lien_hiep",
    ]
)
#: Units of the forces that a number names.
_NUMBERED_UNITS = frozenset(
    f"open_{name}"
    for name in ("vung_canh_sat_bien", "vung_hai_quan", "bo_tu_lenh_vung", "trung_doan", "quan_doan", "binh_doan",
                 "doan_kinh_te_quoc_phong", "thue_co_so", "hai_doan", "hai_doi", "lu_doan", "su_doan")
)  # fmt: skip
#: Stations of which a province has many.
_STATIONS = frozenset({"open_don_bien_phong", "open_hat_kiem_lam", "open_dien_luc"})
#: Heads that are names without anything after them, where the plan names them with a capital.
_COMPLETE_HEADS = frozenset({"open_doan_kiem_tra"})
#: `Trường Sa`, `Xuân Trường` are no schools.
_KINDS_OF_SCHOOL = frozenset(
    ["đại", "cao", "trung", "tiểu", "mầm", "mẫu", "phổ", "chính", "dạy", "sĩ", "quân", "cán", "đào", "nghiệp", "năng",
     "quốc", "liên", "chuyên", "dân", "bồi", "văn", "nghề", "giáo", "học", "hữu"]
)  # fmt: skip
#: Nouns that hold a word at which a name would end.
_NOUNS = frozenset(
    tuple(noun.split())
    for noun in (
        "chương trình", "công trình", "quy trình", "giao thông", "giao dịch", "chuyển giao", "việc làm", "từ thiện",
        "chuyên đề", "dân chủ", "địa chỉ", "bàn giao", "trình diễn", "đề án", "lộ trình", "có công", "trong nước",
        "đầu tư xây dựng", "kế hoạch tổng hợp", "hậu cần", "thiết bị", "tiếng nói", "vật liệu xây dựng",
        "giáo dục thường xuyên",
        "quản lý khai thác", "khai thác công trình",
    )
)  # fmt: skip
#: What the second member of a pair of fields begins with (`khoa học, công nghệ`, `Phát thanh, Truyền hình`).
_PAIRED = frozenset(
    ("công nghệ", "thể thao", "du lịch", "truyền hình", "điều hành", "đổi mới", "gia đình", "thương mại", "thủy sản",
     "thông tin", "lưu trữ", "thư viện", "chế biến", "chăn nuôi", "tư vấn", "kiểm định", "cứu nạn", "cứu hộ",
     "chữa bệnh", "phân hạng", "tư tưởng", "sinh viên", "xóa mù", "hỗ trợ", "tuyển chọn", "xét duyệt", "xét chọn",
     "nghiệm thu",
     "kỹ thuật", "thiết bị", "chữa cháy", "khen thưởng", "thống kê", "chống", "mỹ phẩm", "thực phẩm", "tầm nhìn")
)  # fmt: skip


#: Heads whose names are proper names, in which no verb is looked for.
_NAMED_AT_WILL = frozenset(
    {"open_bao", "open_tap_chi", "open_dai", "open_nha_xuat_ban", "open_cang_vu", "open_co_so", "open_don_bien_phong"}
)
_CHANGES = frozenset(["tăng", "giảm", "mở", "đăng", "phát", "nâng", "đẩy"])
#: Heads of offices of a department, whose names join several fields by commas.
_OF_FIELDS = frozenset({"open_chi_cuc", "open_trung_tam", "open_phong", "open_ban_quan_ly", "open_hoi_dong"})


#: What follows `giám sát` where it is a verb, not a field in a name.
_SUPERVISES = frozenset((word,) for word in ("việc", "tình", "quá", "chuyên", "các", "hoạt", "thực", "công", "và"))
#: Heads that `về` and a field complete (`Ban Chỉ đạo Quốc gia về phòng thủ dân sự`).
_OVER_FIELDS = frozenset({"open_ban_chi_dao", "open_to_cong_tac", "open_hoi_dong", "open_uy_ban"})
_PROGRAMMES = frozenset(
    tuple(words.split()) for words in ("đề án", "chương trình", "nghị quyết", "chiến lược", "dự án", "kế hoạch")
)
#: Fields and services that `phát triển` completes.
_DEVELOPING = frozenset(
    ("nghiên cứu", "đầu tư", "hỗ trợ", "hợp tác", "chiến lược", "kế hoạch", "dự án", "chương trình", "tư vấn",
     "đào tạo", "dịch vụ", "ứng dụng", "điều phối", "xúc tiến", "khoa học", "quản lý", "quy hoạch", "chỉ đạo",
     "khuyến khích", "tổ chức", "liên kết", "kinh tế", "chính sách", "cộng đồng", "thông tin")
)  # fmt: skip


@cache
def _stops() -> frozenset[tuple[str, ...]]:
    lines = (files("extractors") / "lexicons" / "name_stops.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(tuple(line.split()) for line in lines if line)


def open_name_end(reader: "NameReader", start: int, end: int, entry: Entry) -> int | None:
    """Return the end of the open name whose head is [start, end), None where the head is a common noun.

    Args:
        reader: the text.
        start, end: the head's syllables.
        entry: the head's row.
    """
    syllables = reader.syllables
    forms, count = syllables.forms, len(syllables)
    if end < count and syllables.surfaces[start].isupper() and syllables.surfaces[end].isupper():
        return None  # a heading in capitals says nothing about where the name ends
    if end >= count or not (forms[end][0].isalpha() or forms[end][0].isdigit()):
        return end if entry.agency_id in _COMPLETE_HEADS else None
    if entry.agency_id == "open_vien_thong" and province_name_at(syllables, end, reader.setting) is None:
        return None
    if entry.agency_id == "open_truong" and forms[end] not in _KINDS_OF_SCHOOL:
        return None
    if _of_many(reader, end, entry):
        return end
    lowered = not syllables.capital(end) and entry.agency_id not in _LOWER_CASE_NAMES
    numbered = entry.agency_id in _NUMBERED_UNITS and forms[end].isdecimal()
    numbered = numbered or (forms[end] == "số" and forms[end + 1 : end + 2] != [] and forms[end + 1].isdecimal())
    numbered = numbered or (end + 2 < count and _goes_on_small(reader, end, entry))
    if lowered and not numbered and not _unit_word(forms, end) and not _names_school(reader, end, entry):
        return None
    index = _programme_at(reader, end, entry)
    while index < min(end + _LONGEST, count):
        form = forms[index]
        following = tuple(forms[index + 1 : index + 3])
        if form in ("-", "–") and index > end and syllables.capital(index - 1):
            province = province_name_at(syllables, index + 1, reader.setting)
            if province is not None:  # `Khu kinh tế cửa khẩu Tân Thanh - Lạng Sơn`
                return province[0]
        if form in (",", "-", "–", "&", "và"):
            if not _continues(reader, index, entry):
                break
        elif (
            not (form[0].isalpha() or form[0].isdigit())
            or (_unit_word(forms, index) and not (form == "cấp" and syllables.capital(index)))
            or province_name_at(syllables, index, reader.setting) is not None
            or (index > end and syllables.capital(index) and _other_body(reader, index))
            or (
                not syllables.capital(index)
                and (
                    _stops_name(form, following)
                    or (index > end and (_develops(forms, index) or _does_so_many(forms, index)))
                )
                and not _protected(forms, index)
                and not (form == "về" and index > end and _names_what_over(forms, index, entry))
            )
            or (index > end + 1 and _ends_proper_name(reader, index))
            or (index > end and syllables.capital(index - 1) and _acts(reader, index, entry))
        ):
            break
        index += 1
    while index > end and forms[index - 1] in (",", "-", "–", "&", "và"):
        index -= 1
    content = index - end
    if content == 0:
        named = province_name_at(syllables, end, reader.setting) or _unit_word(forms, end)
        return end if named or entry.agency_id in _COMPLETE_HEADS else None
    if not syllables.capital(end) and content < 2 and not forms[end].isdecimal():
        return None  # `Ban Chỉ đạo 389` is a name, `Ban Chỉ đạo tỉnh` none
    return index


def _of_many(reader: "NameReader", end: int, entry: Entry) -> bool:
    """`Đồn Biên phòng các xã ven biển`, `Hạt Kiểm lâm` of a district's plan: the head is the whole name."""
    if entry.agency_id not in _STATIONS:
        return False
    unit = unit_at(reader.syllables, end, reader.setting) if reader.syllables.forms[end] == "các" else None
    return unit is not None and unit.is_class


def _names_school(reader: "NameReader", end: int, entry: Entry) -> bool:
    """`Trường THPT số 2 Mường Khương`: the kind of school is spelled out of letters, its name follows."""
    if entry.agency_id != "open_truong":
        return False
    syllables = reader.syllables
    after = begin = end
    while after < len(syllables) and syllables.starts[after] == syllables.starts[begin]:
        after += 1
        if syllables.starts[after : after + 1] == syllables.starts[after + 1 : after + 2]:
            begin = after  # `Trường PTDTBT THCS …`: further letters
    if after == end + 1 or after >= len(syllables):
        return False
    return syllables.capital(after) or syllables.forms[after] in ("số", "chuyên")


def _goes_on_small(reader: "NameReader", end: int, entry: Entry) -> bool:
    """`Hạt Kiểm lâm khu vực Sa Pa`, `Công đoàn ngành Giáo dục`: common words part the head from the proper name."""
    syllables = reader.syllables
    if syllables.forms[end : end + 2] == ["khu", "vực"]:
        return syllables.capital(end + 2)
    if entry.agency_id == "open_benh_vien" and syllables.forms[end : end + 2] == ["hữu", "nghị"]:
        return syllables.capital(end + 2)
    return entry.agency_id == "open_cong_doan" and syllables.forms[end] == "ngành" and syllables.capital(end + 1)


def _unit_word(forms: list[str], index: int) -> bool:
    if forms[index : index + 2] == ["xã", "hội"]:
        return False
    return forms[index] in _UNIT_WORDS or tuple(forms[index : index + 2]) in _UNIT_PAIRS


def _stops_name(form: str, following: tuple[str, ...]) -> bool:
    stops = _stops()
    if (form, *following[:1]) == ("giám", "sát"):
        return following[1:] in _SUPERVISES
    return (form,) in stops or (form, *following[:1]) in stops


def _develops(forms: list[str], index: int) -> bool:
    """Tell whether `phát triển` is what a body does, not half of a field (`Đầu tư phát triển`)."""
    joined = forms[index - 1] in ("và", ",", "-", "–") or " ".join(forms[index - 2 : index]) in _DEVELOPING
    return forms[index : index + 2] == ["phát", "triển"] and not joined


def _does_so_many(forms: list[str], index: int) -> bool:
    """`Phòng Thương mại phát hành 24 bản tin`: a verb of work before a number is none of a name."""
    return tuple(forms[index : index + 2]) in verbs() and "".join(forms[index + 2 : index + 3]).isdigit()


def _programme_at(reader: "NameReader", end: int, entry: Entry) -> int:
    """`Tổ công tác triển khai Đề án 06`: a committee is named by the programme that it was set up to carry out.

    Returns:
        Where the programme's name begins, `end` where no programme follows.
    """
    forms = reader.syllables.forms
    named = end
    while forms[named : named + 2] in (["triển", "khai"], ["thực", "hiện"]):
        named += 2
    programme = tuple(forms[named : named + 2]) in _PROGRAMMES and reader.syllables.capital(named)
    return named if programme and entry.agency_id in _OVER_FIELDS else end


def _names_what_over(forms: list[str], index: int, entry: Entry) -> bool:
    """Tell whether `về` and a field complete the name: a committee's, or a room's of the police."""
    of_police = entry.agency_id == "open_phong" and forms[index - 2 : index] in (["tội", "phạm"], ["hành", "chính"])
    return of_police or (entry.agency_id in _OVER_FIELDS and forms[index + 1 : index + 2] != ["việc"])


def _ends_proper_name(reader: "NameReader", index: int) -> bool:
    """Tell whether lower case follows a proper name of two capitals (`Cảng vụ Hàng hải Vũng Tàu cải cách …`)."""
    syllables = reader.syllables
    name = syllables.surfaces[index - 2 : index]
    glued = syllables.starts[index - 2] == syllables.starts[index - 1]  # an abbreviation spelled out
    return not glued and not syllables.capital(index) and all(word.istitle() and len(word) > 1 for word in name)


def _acts(reader: "NameReader", index: int, entry: Entry) -> bool:
    """Tell whether a verb of work in lower case follows a proper name (`Báo Đồng Khởi tăng thời lượng`)."""
    syllables = reader.syllables
    if entry.agency_id not in _NAMED_AT_WILL or syllables.capital(index):
        return False
    pair = tuple(syllables.forms[index : index + 2])
    return pair in verbs() or pair[:1] in verbs() or pair[0] in _CHANGES


def _protected(forms: list[str], index: int) -> bool:
    """Tell whether a function word is half of a noun here (`chương trình`, `giao thông`, `việc làm`)."""
    return any(tuple(forms[index - k : index - k + n]) in _NOUNS for n in (2, 4) for k in range(min(n, index + 1)))


def _other_body(reader: "NameReader", index: int) -> bool:
    hit = reader.found.get(index)
    return hit is not None and hit[1].style is not Style.NOT


def _names_field(reader: "NameReader", index: int) -> bool:
    """`Chi cục Chăn nuôi, Thú y và Thủy sản`: a capital that opens common words behind a comma names another field."""
    syllables = reader.syllables
    if index + 1 >= len(syllables) or not syllables.capital(index) or syllables.capital(index + 1):
        return False
    lowered = syllables.forms[index + 1][0].isalpha()
    return lowered and not _other_body(reader, index) and province_name_at(syllables, index, reader.setting) is None


def _continues(reader: "NameReader", index: int, entry: Entry) -> bool:
    """Tell whether a name goes on behind a comma, a hyphen or `và`."""
    syllables = reader.syllables
    forms, after = syllables.forms, index + 1
    if after >= len(forms) or not forms[after][0].isalpha():
        return False
    pair = " ".join(forms[after : after + 2])
    if forms[index] == ",":
        zones = entry.agency_id == "open_ban_quan_ly" and pair in ("khu kinh", "khu công", "cụm công", "khu chế")
        fields = entry.agency_id in _OF_FIELDS and _names_field(reader, after)
        return zones or fields or pair in _PAIRED or forms[after] == "chống"
    if _other_body(reader, after) and syllables.capital(after):
        return False
    if forms[after] in ("các", "những"):
        zones = forms[after + 1 : after + 2] in (["khu"], ["cụm"], ["dự"])
        return zones and entry.agency_id == "open_ban_quan_ly"
    if forms[after] == "khu" and entry.agency_id != "open_ban_quan_ly":
        return False
    if forms[index] == "và":
        stops = not syllables.capital(after) and _stops_name(forms[after], tuple(forms[after + 1 : after + 3]))
        return not stops and forms[after] not in ("một", "cơ")
    return True

"""The closed vocabularies of the tables: every enumerated column takes its values from here.

The values are the public contract: researchers' SQL compares against them, so a value is never renamed.
"""

from enum import StrEnum


class DocType(StrEnum):
    """Type of an administrative or party document (Nghị định 30/2020/NĐ-CP art. 7; Hướng dẫn 36-HD/VPTW part I)."""

    KE_HOACH = "ke_hoach"
    CHUONG_TRINH_HANH_DONG = "chuong_trinh_hanh_dong"
    CHUONG_TRINH = "chuong_trinh"
    NGHI_QUYET = "nghi_quyet"
    QUYET_DINH = "quyet_dinh"
    CHI_THI = "chi_thi"
    CONG_VAN = "cong_van"
    BAO_CAO = "bao_cao"
    DE_AN = "de_an"
    KET_LUAN = "ket_luan"
    THONG_BAO = "thong_bao"
    HUONG_DAN = "huong_dan"
    QUY_DINH = "quy_dinh"
    QUY_CHE = "quy_che"
    THONG_TRI = "thong_tri"
    TO_TRINH = "to_trinh"
    CONG_DIEN = "cong_dien"
    PHUONG_AN = "phuong_an"
    DU_AN = "du_an"
    CHIEN_LUOC = "chien_luoc"
    QUY_HOACH = "quy_hoach"
    NGHI_DINH = "nghi_dinh"
    THONG_TU = "thong_tu"
    LUAT = "luat"
    BO_LUAT = "bo_luat"
    PHAP_LENH = "phap_lenh"
    HIEN_PHAP = "hien_phap"
    TIEU_CHUAN = "tieu_chuan"
    VAN_KIEN = "van_kien"
    OTHER = "other"


class Branch(StrEnum):
    """Which system a body belongs to."""

    PARTY = "party"
    GOVERNMENT = "government"
    FRONT = "front"
    OTHER = "other"


class TextOrigin(StrEnum):
    """How the text of a page or of a document came to be."""

    TEXT = "text"
    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    MIXED = "mixed"


class MarkerKind(StrEnum):
    """Kind of the number that opens a section."""

    PART = "part"
    ROMAN = "roman"
    ARABIC = "arabic"
    DECIMAL = "decimal"
    LETTER = "letter"
    ARTICLE = "article"
    ANNEX = "annex"


class SectionRole(StrEnum):
    """What a section is for; inherited by what stands below it."""

    MUC_DICH_YEU_CAU = "muc_dich_yeu_cau"
    TINH_HINH = "tinh_hinh"
    MUC_TIEU = "muc_tieu"
    NHIEM_VU_GIAI_PHAP = "nhiem_vu_giai_phap"
    KINH_PHI = "kinh_phi"
    TO_CHUC_THUC_HIEN = "to_chuc_thuc_hien"
    PHU_LUC = "phu_luc"
    OTHER = "other"


class Comparator(StrEnum):
    """How a number bounds a quantity: `eq` also stands for a closed range (low < high)."""

    EQ = "eq"
    APPROX = "approx"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"


class Per(StrEnum):
    """The unit of time of a rate (`7%/năm`)."""

    YEAR = "year"
    MONTH = "month"


class TargetKind(StrEnum):
    """Whether a target names a number."""

    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"


class Unit(StrEnum):
    """What a target's number counts."""

    PERCENT = "percent"
    COUNT = "count"
    RANK = "rank"
    VND = "vnd"
    PERSON = "person"
    OTHER = "other"


class DeadlineFrom(StrEnum):
    """Where a target's deadline was read."""

    INLINE = "inline"
    HEADING = "heading"
    DOCUMENT = "document"


class IndicatorId(StrEnum):
    """The indicators that are compared across plans."""

    DIGITAL_ECONOMY_SHARE_GRDP = "digital_economy_share_grdp"
    LABOUR_PRODUCTIVITY_GROWTH = "labour_productivity_growth"
    BROADBAND_COVERAGE = "broadband_coverage"
    MOBILE_5G_COVERAGE = "mobile_5g_coverage"
    EGOVERNMENT_COMPLETION = "egovernment_completion"
    DIGITAL_TRANSFORMATION_OF_STATE_BODIES = "digital_transformation_of_state_bodies"
    TECHNOLOGY_RENEWAL_RATE = "technology_renewal_rate"
    GII_RANK = "gii_rank"
    SMART_CITY_COUNT = "smart_city_count"
    IT_WORKFORCE = "it_workforce"
    DIGITAL_SKILLS_SHARE = "digital_skills_share"
    STEM_TEACHER_SHARE = "stem_teacher_share"
    ONLINE_PUBLIC_SERVICES = "online_public_services"


class DateKind(StrEnum):
    """Shape of an expression of time."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"
    OPEN_ENDED = "open_ended"
    RECURRING = "recurring"
    ONGOING = "ongoing"


class DateRole(StrEnum):
    """What an expression of time is said of."""

    ISSUED = "issued"
    RECEIVED = "received"
    REFERENCE = "reference"
    DEADLINE = "deadline"
    PERIOD = "period"
    HORIZON = "horizon"
    OTHER = "other"


class AgencyRole(StrEnum):
    """What a body does where it is mentioned."""

    ISSUER = "issuer"
    CITED = "cited"
    LEAD = "lead"
    COOPERATE = "cooperate"
    DIRECT = "direct"
    IMPLEMENT = "implement"
    ADVISE = "advise"
    SUPERVISE = "supervise"
    REPORT_TO = "report_to"
    RECIPIENT = "recipient"
    MENTIONED = "mentioned"


class AgencyLevel(StrEnum):
    """Level of government of a body."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    OTHER = "other"


class TaskOrigin(StrEnum):
    """Where a task was read."""

    ANNEX_TABLE = "annex_table"
    SECTION_LINES = "section_lines"
    ASSIGNMENT = "assignment"


class ReferenceRelation(StrEnum):
    """Why a document is cited."""

    IMPLEMENTS = "implements"
    BASIS = "basis"
    CITED = "cited"


class ProvinceKind(StrEnum):
    """Province or centrally run city."""

    TINH = "tinh"
    THANH_PHO = "thanh_pho"

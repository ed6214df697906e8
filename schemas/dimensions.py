"""Bodies, provinces and national goals: what plans are compared by, whichever plans there are."""

from datetime import date

from pydantic import Field

from schemas.row import Row
from schemas.vocabulary import AgencyLevel, Branch, Comparator, IndicatorId, Per, ProvinceKind, Unit


class Agency(Row):
    """One body (dimension)."""

    agency_id: str = Field(description="key")
    name: str = Field(description="canonical full name")
    short_name: str | None = Field(default=None, description="usual abbreviation")
    branch: Branch = Field(description="party, government, front or other")
    level: AgencyLevel = Field(description="level of government")
    province_code: str | None = Field(default=None, description="province of a local body")
    valid_from: date | None = Field(default=None, description="first day; null if unknown")
    valid_to: date | None = Field(default=None, description="last day; null if it still exists")
    successor_id: str | None = Field(default=None, description="agency_id of the body that took over")
    legal_act: str | None = Field(default=None, description="acts that the body and the dates of its life rest on")


class Province(Row):
    """One province or centrally run city (dimension)."""

    province_code: str = Field(description="key")
    name: str = Field(description="name without tỉnh, thành phố")
    kind: ProvinceKind = Field(description="tinh or thanh_pho")
    valid_from: date | None = Field(default=None, description="first day; null if before the data begins")
    valid_to: date | None = Field(default=None, description="last day; null if it still exists")
    successor_code: str | None = Field(default=None, description="province_code of the unit it became part of")
    legal_act: str | None = Field(default=None, description="act that formed the unit")
    source: str | None = Field(default=None, description="where the act can be read")


class NationalGoal(Row):
    """One goal that the centre sets for the whole country, for the indicators that plans are compared by."""

    goal_id: str = Field(description="key")
    indicator_id: IndicatorId = Field(description="indicator that is compared across plans")
    deadline_year: int = Field(description="year by which it is due")
    low: float | None = Field(default=None, description="lower bound in `unit`; null if unbounded or in words only")
    high: float | None = Field(default=None, description="upper bound in `unit`; null if unbounded or in words only")
    comparator: Comparator | None = Field(default=None, description="null if in words only")
    unit: Unit | None = Field(default=None, description="what the number counts; null if in words only")
    unit_label: str | None = Field(default=None, description="counted noun as printed; null for per cent")
    per: Per | None = Field(default=None, description="unit of time of a rate")
    base: str | None = Field(default=None, description="what a share is a share of")
    comparable: bool = Field(
        description="whether a province's number can be set beside it; a rank of the country cannot"
    )
    wording: str = Field(description="the goal in words")
    document_number: str = Field(description="số/ký hiệu of the document that sets it")
    issuer: str = Field(description="canonical name of its issuer")
    issued_date: date = Field(description="date of that document")
    source: str = Field(description="where it can be read")

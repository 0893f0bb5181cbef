"""The plans against themselves: the known disagreements are found, and none that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.indicators.catalogue import Catalogue
from layers.indicators.plan_tables import read_plan_tables
from layers.indicators.project_plans import self_check_of
from layers.indicators.self_check import CLAIM_COLUMNS, Claim, check_plans, read_claims
from spatial.errors import SourceError
from spatial.text import Text


def outcomes() -> dict[str, str]:
    return {each.claim.id: each.outcome for each in self_check_of()}


def test_the_known_disagreements_and_no_other() -> None:
    found = outcomes()
    assert {claim for claim, outcome in found.items() if outcome == "disagrees"} == {
        "pudong-firms-quadruple",
        "putuo-incubators-share",
        "tokyo-foreigners-share",
    }
    assert {claim for claim, outcome in found.items() if outcome == "remark"} == {
        "putuo-patents-base",
        "shanghai-academicians",
    }
    assert [claim for claim, outcome in found.items() if outcome == "not_checkable"] == ["pudong-facilities-2018"]
    assert list(found.values()).count("agrees") == 9


def test_the_arithmetic_and_both_sources_are_shown() -> None:
    checks = {each.claim.id: each for each in self_check_of()}
    assert "3.67×" in checks["pudong-firms-quadruple"].arithmetic.zh
    assert "13.20" in checks["putuo-incubators-share"].arithmetic.to("en")
    assert "58,298" in checks["putuo-patents-base"].arithmetic.zh
    assert checks["shanghai-academicians"].sources == ("002 二(一)3", "001 一(一)")
    assert any("重大科技基础设施表" in source for source in checks["pudong-facilities-2019"].sources)


def claim(check: str, figures: tuple[tuple[str, str, int], ...], stated: float | None = None) -> Claim:
    return Claim("x", check, Text("题"), figures, stated, "", "doc", "")


@pytest.mark.parametrize(("stated", "outcome"), [(2, "agrees"), (3.7, "agrees"), (3.8, "disagrees")])
def test_a_multiple_is_reached_at_one_decimal(stated: float, outcome: str) -> None:
    tables = read_plan_tables()
    figures = (("pudong", "hightech_enterprises", 2018), ("pudong", "hightech_enterprises", 2025))
    (checked,) = check_plans(tables.catalogue, [claim("multiple", figures, stated)], ())
    assert checked.outcome == outcome


def test_a_figure_that_is_a_range_cannot_be_checked() -> None:
    tables = read_plan_tables()
    figures = (("pudong", "class1_new_drugs", 2020), ("pudong", "class1_new_drugs", 2025))
    (checked,) = check_plans(tables.catalogue, [claim("multiple", figures, 2)], ())
    assert checked.outcome == "not_checkable" and "class1_new_drugs" in checked.arithmetic.zh


def test_a_missing_facility_is_noticed() -> None:
    tables = read_plan_tables()
    kept = [each for each in tables.facilities if each.id != "fac-sulf"]
    row = claim("facility_count", (("pudong", "facilities_built", 2020),))
    (checked,) = check_plans(Catalogue(tables.catalogue.indicators, tables.catalogue.values), [row], kept)
    assert checked.outcome == "disagrees"


@pytest.mark.parametrize("broken", ["c,guess,题,a/b/2020,,,doc,", "c,sum,题,a/b,,,doc,", "c,sum,题,a/b/year,,,doc,"])
def test_a_broken_claim_names_its_line(tmp_path: Path, broken: str) -> None:
    (tmp_path / "claims.csv").write_text(f"{','.join(CLAIM_COLUMNS)}\n{broken}\n", encoding="utf-8")
    with pytest.raises(SourceError, match="line 2"):
        read_claims(tmp_path / "claims.csv")

"""The demo's check tells every difference between what was shown and what is true."""

from __future__ import annotations

import copy
from typing import Any

from benchmarks.demo_check import compare

TRUTH: dict[str, Any] = {
    "papers": [
        {"source": "a.pdf", "outcome": "filed", "kind": "building_permit", "problem_codes": []},
        {"source": "b.pdf", "outcome": "quarantined", "kind": None, "problem_codes": ["file_truncated"]},
    ],
    "coverage": [
        {
            "level": "commune",
            "in_force": 20,
            "digitised": 7,
            "percent": "35.00",
            "target_percent": 35,
            "met": True,
            "shortfall": 0,
        }
    ],
    "searches": [{"query": "an", "must_find": ["a.pdf"], "may_find": []}],
}
TOLD: dict[str, Any] = {
    "digitised": {
        "accounted_for": 2,
        "lines": [
            {"source": "/x/a.pdf", "outcome": "filed", "document_type": "building_permit"},
            {
                "source": "/x/b.pdf",
                "outcome": "quarantined",
                "document_type": None,
                "problem": {"code": "file_truncated"},
            },
        ],
    },
    "quota": {
        "at_2022_12_31": {
            "levels": [
                {
                    "level": "commune",
                    "in_force": 20,
                    "digitised": 7,
                    "percent": 35.0,
                    "target_percent": 35,
                    "met": True,
                    "shortfall": 0,
                }
            ]
        }
    },
    "searches": [{"query": "an", "sources": ["a.pdf"]}],
}


def test_a_demo_that_told_the_truth_has_no_difference() -> None:
    assert compare(TOLD, TRUTH) == []


def test_a_lost_file_a_wrong_type_and_a_wrong_code_are_told() -> None:
    told = copy.deepcopy(TOLD)
    told["digitised"]["lines"][0]["document_type"] = "birth_certificate"
    told["digitised"]["lines"][1]["problem"]["code"] = "not_a_document"
    assert len(compare(told, TRUTH)) == 2
    told["digitised"]["lines"] = []
    assert len(compare(told, TRUTH)) == 2


def test_a_wrong_figure_and_a_strange_hit_are_told() -> None:
    told = copy.deepcopy(TOLD)
    told["quota"]["at_2022_12_31"]["levels"][0]["digitised"] = 8
    told["searches"][0]["sources"] = ["c.pdf"]
    assert len(compare(told, TRUTH)) == 3

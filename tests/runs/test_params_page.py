"""The page of parameters is what the models say, and the committed one is the generated one."""

import re

import yaml

from helpers.offices import suite_folder
from helpers.params.documents import models_in
from helpers.runs.params_page import FILES, parameters, params_page


def every_model():
    seen, waiting = [], list(FILES.values())
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen.append(model)
            waiting += [
                inner for field in model.model_fields.values() for inner in models_in(field.annotation)
            ]
    return seen


def test_the_committed_page_is_the_generated_one():
    committed = (suite_folder() / "docs" / "params.md").read_text(encoding="utf-8")
    assert committed == params_page(), "重新生成：python -m helpers.runs.params_page"


def test_every_parameter_of_every_model_is_on_it_and_says_what_it_means():
    page = params_page()
    for model in every_model():
        for key, field in parameters(model).items():
            assert f"| `{key}` |" in page, (model, key)
            assert field.description, (model, key)
            assert f"| {field.description.replace('|', '&#124;')} |" in page, (model, key)


def test_every_row_has_its_five_cells():
    rows = [line for line in params_page().splitlines() if line.startswith("| ")]
    assert len(rows) > 100
    assert {len(row.split(" | ")) for row in rows} == {5}
    assert all(re.fullmatch(r"\|( [^|]* \|){5}", row) for row in rows)


def test_every_parameter_that_the_suites_files_write_is_on_the_page():
    page, folder = params_page(), suite_folder() / "params"
    for path in (folder / "report.yaml", folder / "2021-11.yaml", folder / "checks.yaml"):
        for key in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert f"| `{key}` |" in page

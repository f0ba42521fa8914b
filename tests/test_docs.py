"""What the documents promise is there, and what is there stands in the documents."""

import re
import tomllib
from pathlib import Path

import pytest

import mcu
from mcu.org.rules.roles import Role
from tests.proof import claims

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
APPS = sorted(path.name for path in (ROOT / "mcu").iterdir() if (path / "__init__.py").exists())


@pytest.mark.parametrize("app", APPS)
def test_every_package_stands_on_the_map(app):
    assert f"mcu/{app}" in (DOCS / "map.md").read_text()


def test_every_setting_is_described():
    source = (ROOT / "mcu/settings.py").read_text()
    names = set(re.findall(r'"(MCU_[A-Z_]+)"', source))
    assert len(names) > 8
    described = (DOCS / "settings.md").read_text()
    assert [name for name in sorted(names) if f"`{name}`" not in described] == []


@pytest.mark.parametrize("model", ["Case", "Term", "Norm", "Topic", "Route", "InfoRequest", "Answer",
                                   "Suggestion", "ImportRun", "RawMessage", "JournalEntry", "Duty"])  # fmt: skip
def test_every_noun_stands_in_the_glossary(model):
    assert f"`{model}`" in (DOCS / "glossary.md").read_text()


def test_every_role_stands_in_the_glossary():
    glossary = (DOCS / "glossary.md").read_text()
    assert [role for role in Role if f"`{role}`" not in glossary] == []


def test_every_dependency_says_what_it_saves():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    decided = "".join(path.read_text() for path in (DOCS / "decisions").glob("*.md"))
    names = [re.split(r"[\[<>=;]", line)[0] for line in project["dependencies"]]
    assert [name for name in names if name not in decided] == []


def test_the_table_of_requirements_has_every_row_once():
    claimed, total = claims((DOCS / "requirements.md").read_text())
    assert total == 143
    assert claimed


def test_the_tests_named_in_the_table_exist():
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "requirements.md").read_text()))
    own = [*(ROOT / "mcu").rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]
    sources = "".join(path.read_text() for path in own)
    assert [name for name in sorted(named) if f"def {name}(" not in sources] == []


def test_links_of_the_documents_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "README.ru.md", *DOCS.rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_version_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == mcu.__version__


def test_the_recipe_of_a_verb_names_what_exists():
    recipe = (DOCS / "recipes/new-verb.md").read_text()
    for path in re.findall(r"`(mcu/[\w/]+\.py)`", recipe):
        assert (ROOT / path).exists(), path
    assert "`Verb`" in recipe

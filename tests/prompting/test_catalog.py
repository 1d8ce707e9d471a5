import pytest

from r1_assistant.domain.generation import Role
from r1_assistant.prompting import catalog

TEXT = """\
+++
task = "greet"
version = 3
variables = ["name"]
max_tokens = 10
+++
<!-- system -->
Be kind.

<!-- user -->
Hello, {{ name }}!
"""


def test_a_template_is_read() -> None:
    template = catalog.parse("greet", TEXT)
    assert (template.version, template.max_tokens, template.reasoning_tokens) == (3, 10, 0)
    assert template.turns == ((Role.SYSTEM, "Be kind."), (Role.USER, "Hello, {{ name }}!"))


def test_the_digest_changes_with_the_text_and_not_with_its_line_ends() -> None:
    digest = catalog.parse("greet", TEXT).digest
    assert catalog.parse("greet", TEXT.replace("kind", "brief")).digest != digest
    assert catalog.parse("greet", TEXT.replace("\n", "\r\n")).digest == digest


@pytest.mark.parametrize(
    ("task", "text", "complaint"),
    [
        ("greet", "no front matter", "no front matter"),
        ("other", TEXT, "it is for 'greet'"),
        ("greet", TEXT.replace('["name"]', '["nam"]'), "says \\['nam'\\] but uses \\['name'\\]"),
        ("greet", TEXT.partition("<!--")[0], "no turn"),
    ],
)
def test_a_wrong_template_is_refused(task: str, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        catalog.parse(task, text)


def test_every_template_that_ships_can_be_loaded() -> None:
    assert set(catalog.names()) >= {"fix", "remark", "review"}
    for name in catalog.names():
        assert catalog.load(name).turns

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.config.edit import with_model, write_user_model
from r1_assistant.config.paths import settings_file
from r1_assistant.config.schema import parse_toml
from r1_assistant.config.settings import load_settings
from r1_assistant.domain.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 'model = "new"\n'),
        ('model = "old"\n', 'model = "new"\n'),
        ('# mine\nfail_on = "info"\n', 'model = "new"\n# mine\nfail_on = "info"\n'),
        (
            'a = 1\nmodel="old" # why\n[b]\nmodel = "b"\n',
            'model = "new"\na = 1\n[b]\nmodel = "b"\n',
        ),
        ('a = """\nmodel = "in a text"\n"""\n', None),
        ("= broken", None),
    ],
)
def test_the_model_is_exchanged_and_nothing_else(text: str, expected: str | None) -> None:
    assert with_model(text, "new") == expected


@given(
    st.lists(
        st.sampled_from(['model = "x"', "a = 1", "[b]", "# c", "", "model.x = 1", "d = '''", "'''"])
    )
)
def test_no_other_setting_is_ever_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    changed = with_model(text, "new")
    if changed is not None:
        before, after = parse_toml(text)[0], parse_toml(changed)[0]
        assert after == {**before, "model": "new"}


@pytest.mark.usefixtures("home")
def test_the_choice_is_kept() -> None:
    write_user_model("one")
    write_user_model("two")
    assert load_settings(None)[0].model == "two"


@pytest.mark.usefixtures("home")
def test_a_file_that_cannot_be_changed_safely_is_left_alone() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("= broken", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be changed"):
        write_user_model("one")
    assert settings_file().read_text(encoding="utf-8") == "= broken"

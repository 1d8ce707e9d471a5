import pytest

from r1_assistant.github.replies import Reply, is_dismissed


@pytest.mark.parametrize(
    "body",
    [
        "/r1 dismiss",
        "/r1 dismiss we log this elsewhere",
        "/R1 Dismiss\nreason",
        "dismiss",
        "Dismissed.",
        "dismiss: it is checked above",
        "Won't fix",
        "won’t fix, by design",
        "wontfix",
        "false positive",
        "Not a bug because x is never None",
        "Please ignore",
        "as intended!",
        "> This line catches every error\n\nwon't fix",
    ],
)
def test_words_that_dismiss(body: str) -> None:
    assert is_dismissed([Reply(body, "MEMBER")])


@pytest.mark.parametrize(
    "body",
    [
        "Dismissing this would be wrong",
        "I would not dismiss this",
        "ignored exceptions are bad",
        "Fixed",
        "Is this a false positive?",
        "won't fixing it break b?",
        "> /r1 dismiss",
        "We can't ignore it",
        "",
    ],
)
def test_words_that_do_not(body: str) -> None:
    assert not is_dismissed([Reply(body, "OWNER")])


@pytest.mark.parametrize(
    "association", ["NONE", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN"]
)
def test_who_has_no_say(association: str) -> None:
    assert not is_dismissed([Reply("/r1 dismiss", association)])


def test_what_was_said_last_counts() -> None:
    replies = [Reply("won't fix", "OWNER"), Reply("/r1 raise", "COLLABORATOR")]
    assert not is_dismissed(replies)
    assert is_dismissed([*replies, Reply("hm", "OWNER"), Reply("dismiss", "OWNER")])
    assert is_dismissed([replies[0], Reply("/r1 raise", "NONE")])

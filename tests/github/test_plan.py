from dataclasses import replace

from r1_assistant.domain.change import Change, FileStatus
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from r1_assistant.github.known import Known
from r1_assistant.github.marks import FindingMark, SummaryMark, finding_mark, summary_mark
from r1_assistant.github.places import Place, Places
from r1_assistant.github.plan import MOST_COMMENTS, Outcome, Plan, make_plan
from support.github.samples import HEAD, change, file, finding, known, outcome, thread

OLD = finding(2, quote="y = x")


def plan(of: Outcome, before: Known | None = None) -> Plan:
    return make_plan(of, before or Known(), Places.of(of.change.files))


def test_a_first_review_has_comments_and_a_summary() -> None:
    made = plan(outcome(finding(2), finding(21, end_line=22)))
    assert [each.place for each in made.comments] == [Place(2, 2, True), Place(21, 22, True)]
    assert summary_mark(made.review or "") == SummaryMark(HEAD, "0" * 16)
    assert made.summary is None
    assert made.request["event"] == "COMMENT"
    assert made.request["commit_id"] == HEAD


def test_a_comment_on_one_line_has_no_start() -> None:
    first, second = plan(outcome(finding(2), finding(21, end_line=22))).request["comments"]
    assert (first["line"], first["side"], "start_line" in first) == (2, "RIGHT", False)
    assert (second["start_line"], second["line"]) == (21, 22)
    assert second["start_side"] == "RIGHT"


def test_lines_outside_of_the_diff_go_into_the_summary() -> None:
    made = plan(outcome(finding(10), finding(2, path="b.py")))
    assert not made.comments
    assert "`a.py:10`" in (made.review or "")
    assert "`b.py:2`" in (made.review or "")


def test_a_finding_that_leaves_its_hunk_is_told_at_what_is_in_it() -> None:
    (comment,) = plan(outcome(finding(4, end_line=9, fix="x"))).comments
    assert comment.place == Place(4, 4, False)
    assert "```diff" in comment.body


def test_no_more_comments_than_people_read() -> None:
    many = [finding(2, quote=str(n)) for n in range(MOST_COMMENTS + 5)]
    made = plan(outcome(*many))
    assert len(made.comments) == MOST_COMMENTS
    assert (made.review or "").count("\n- **warning**") == 5


def test_the_same_finding_is_told_once() -> None:
    assert len(plan(outcome(OLD, replace(OLD, line=3, end_line=3))).comments) == 1


def test_what_was_said_is_not_said_again_wherever_it_moved() -> None:
    moved = replace(OLD, line=22, end_line=22)
    made = plan(outcome(moved, finding(3)), known(thread(OLD)))
    assert [each.place.first for each in made.comments] == [3]
    assert "1 more comment. [The summary](https://github.com/r)" in (made.review or "")
    assert summary_mark(made.review or "") == SummaryMark(HEAD, "0" * 16, more=True)
    assert made.summary is not None
    assert made.summary.id == "R"
    assert "1 still open" in made.summary.body
    assert not made.gone


def test_nothing_is_sent_twice() -> None:
    first = plan(outcome(OLD), known(thread(OLD)))
    assert first.summary is not None
    body = first.summary.body.partition("\n\n")[2].replace("\n", "\r\n")  # as GitHub gives it
    again = plan(outcome(OLD), known(thread(OLD), body=body, commit=HEAD))
    assert again.empty


def test_a_finding_whose_line_is_gone_is_fixed() -> None:
    edited = Change("", (file(new_text="def f(x):\n    return x\n"),))
    made = plan(outcome(change=edited), known(thread(OLD)))
    (gone,) = made.gone
    assert gone.comment.body.count("**Fixed** in aaaaaaaaaa.") == 1
    assert "This is wrong." in gone.comment.body
    mark = finding_mark(gone.comment.body)
    assert mark is not None
    assert mark.gone == HEAD
    assert gone.resolvable
    assert made.summary is not None
    assert "1 gone since" in made.summary.body


def test_a_file_that_is_no_longer_changed_or_there_is_fixed() -> None:
    other = thread(finding(2, path="b.py"))
    assert len(plan(outcome(), known(other)).gone) == 1
    deleted = Change("", (file(status=FileStatus.DELETED, hunks=(), skipped="deleted"),))
    assert len(plan(outcome(change=deleted), known(thread(OLD))).gone) == 1


def test_a_finding_that_nobody_finds_at_its_line_any_more() -> None:
    there = Change("", (file(new_text="def f(x):\n    y = x\n    return y\n"),))
    (gone,) = plan(outcome(change=there), known(thread(OLD))).gone
    assert "**No longer found** in aaaaaaaaaa." in gone.comment.body


def test_who_may_have_missed_it_does_not_call_it_gone() -> None:
    there = Change("", (file(new_text="    y = x\n"),))
    before = known(thread(OLD))
    unsure = (
        outcome(change=there, reviewer="76543210"),
        outcome(change=there, stats=Stats(withheld=1)),
        outcome(change=there, stats=Stats(skips=(Skip("a.py", 1, "no time left"),))),
        outcome(change=there, stats=Stats(suppressed={"in the baseline": 1})),
        outcome(change=there, stats=Stats(interrupted=True)),
        outcome(change=there, stats=Stats(cut_short=("1 hunk by rules alone",))),
        outcome(change=there, paths=("b.py",)),
    )
    assert [plan(each, before).gone for each in unsure] == [()] * len(unsure)


def test_a_list_that_was_cut_short_proves_nothing() -> None:
    other = thread(finding(2, path="b.py"))
    assert not plan(outcome(problems=["cut short"]), known(other)).gone


def test_what_is_gone_is_told_once_and_again_when_it_is_back() -> None:
    mark = FindingMark(OLD.fingerprint, "1" * 16, "01234567", "c" * 40)
    before = known(thread(OLD, mark=mark, resolved=True))
    assert not plan(outcome(), before).gone
    assert len(plan(outcome(OLD), before).comments) == 1


def test_a_thread_that_somebody_resolved_is_left_so() -> None:
    before = known(thread(finding(2, path="b.py"), resolved=True))
    (gone,) = plan(outcome(), before).gone
    assert not gone.resolvable
    assert not plan(outcome(OLD), known(thread(OLD, resolved=True))).comments


def test_what_was_dismissed_is_neither_raised_nor_called_gone() -> None:
    before = known(thread(OLD, dismissed=True))
    made = plan(outcome(OLD), before)
    assert not made.comments
    assert "No findings" in (made.summary.body if made.summary else "")
    assert not plan(outcome(), before).gone


def test_places_are_those_that_hunks_show() -> None:
    places = Places.of(change().files)
    assert places.shown == {"a.py": [(1, 4), (21, 23)]}
    assert places.find(finding(5)) is None
    assert places.find(finding(4, end_line=21)) == Place(4, 4, False)

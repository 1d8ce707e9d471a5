import random
from textwrap import dedent

from evals.edit import Edit, Source
from evals.versions import commented, hunk_texts, sample, version_edits

OLD = dedent(
    '''\
    import os


    def read(path, limit):
        """Read it."""
        text = open(path).read()
        if not text:
            return None
        return text[:limit]


    def write(path, text):
        with open(path, "w") as file:
            file.write(text)


    def size(path):
        return os.stat(path).st_size
    '''
)


def changed(*replacements: tuple[str, str]) -> str:
    text = OLD
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


def found(new: str) -> list[str]:
    return list(hunk_texts(OLD, new, "a.py"))


def test_each_hunk_is_a_change_of_its_own() -> None:
    one, other = ("return None", 'return ""'), ("file.write(text)", "file.write(str(text))")
    assert found(changed(one, other)) == [changed(one), changed(other)]


def test_a_hunk_that_needs_another_one_is_left_out() -> None:
    both = (
        ("import os", "import os\nimport codecs"),
        ("open(path).read()", "codecs.open(path).read()"),
    )
    assert found(changed(*both)) == []


def test_a_name_that_nothing_binds_is_left_out() -> None:
    assert found(changed(("text[:limit]", "shorten(text, limit)"))) == []
    assert found(changed(("text[:limit]", "text[: max(limit, 0)]"))) != []


def test_a_binding_that_is_still_used_stays() -> None:
    assert found(changed(("    text = open(path).read()\n", ""))) == []


def test_an_import_that_is_still_used_stays() -> None:
    assert found(changed(("import os\n", "import io\n"))) == []


def test_a_long_hunk_is_left_out() -> None:
    lines = "".join(f"    print({n})\n" for n in range(30))
    assert found(changed(("    return text[:limit]\n", f"{lines}    return text[:limit]\n"))) == []


def test_what_only_tells_a_release_is_left_out() -> None:
    assert found(f"{OLD}__version__ = '2'\n") == []


def test_comments_and_documentation_are_told_from_code() -> None:
    assert commented(OLD, changed(("Read it.", "Read it all.")), "a.py")
    assert not commented(OLD, changed(("return None", "return text")), "a.py")


def test_few_of_many_comments_are_kept() -> None:
    source = Source("p", "a.py", "python", OLD)
    remarks = [Edit("version", "version", f"# {n}\n{OLD}") for n in range(10)]
    code = [Edit("version", "version", f"{OLD}\nX = {n}\n") for n in range(10)]
    kept = sample([(source, e) for e in remarks + code], random.Random(1), 0.2)
    assert len(kept) == 12
    assert all((source, edit) in kept for edit in code)


def test_only_files_of_both_versions_are_compared() -> None:
    new = changed(("return None", 'return ""'))
    edits = list(
        version_edits({"a.py": OLD, "b.py": OLD}, {"a.py": new, "c.py": OLD}, "p", random.Random(1))
    )
    assert [(source.path, edit.new, edit.group) for source, edit in edits] == [
        ("a.py", new, "version")
    ]

from r1_assistant.domain.generation import GenerationControl


def test_a_listener_hears_of_it_once() -> None:
    control, heard = GenerationControl(), []
    with control.attached(lambda: heard.append(1)):
        assert heard == []
        control.answer_now()
        control.answer_now()
    assert heard == [1]
    assert control.answers_now


def test_asked_before_it_holds_from_the_beginning() -> None:
    control, heard = GenerationControl(), []
    control.answer_now()
    with control.attached(lambda: heard.append(1)):
        assert heard == [1]


def test_asked_after_the_end_nobody_hears_of_it() -> None:
    control, heard = GenerationControl(), []
    with control.attached(lambda: heard.append(1)):
        pass
    control.answer_now()
    assert heard == []

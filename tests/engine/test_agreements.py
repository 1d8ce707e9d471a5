"""What packages that don't import each other must agree on."""

from r1_assistant.engine.worker.model import MOST_ROWS
from r1_assistant.models.gguf.graph import FULL_LOGITS_ROWS


def test_scoring_and_drafting_feed_no_more_rows_than_an_imported_graph_computes() -> None:
    assert MOST_ROWS == FULL_LOGITS_ROWS

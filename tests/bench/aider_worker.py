"""Aider's repository map behind JSON lines; run by an interpreter that has it, see bench.aider_map.

{"ask": "open", "root": ..., "files": [...], "tokenizer": ..., "budget": tokens}    true
{"ask": "map", "chat": path or null, "mentioned": [...]}    {"map": text, "seconds": of its making}
"""

import json
import sys
import time
from pathlib import Path


class Quiet:
    """What the map reads files with, and says things to."""

    def read_text(self, path):
        try:
            return Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            return None

    def tool_output(self, *_, **__):
        pass

    tool_warning = tool_error = tool_output


class Counter:
    """What the map counts tokens with."""

    def __init__(self, tokenizer):
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(tokenizer)

    def token_count(self, text):
        return len(self.tokenizer.encode(text, add_special_tokens=False).ids)


class Answers:
    def open(self, root, files, tokenizer, budget):
        from aider.repomap import RepoMap

        self.root = Path(root)
        self.files = [str(self.root / path) for path in files]
        self.repo_map = RepoMap(budget, root, Counter(tokenizer), Quiet())
        return True

    def map(self, chat, mentioned):
        chosen = {str(self.root / chat)} if chat else set()
        others = [path for path in self.files if path not in chosen]
        start = time.perf_counter()
        made = self.repo_map.get_repo_map(
            chosen, others, mentioned_idents=set(mentioned), force_refresh=True
        )
        return {"map": made or "", "seconds": time.perf_counter() - start}


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    answer_to, sys.stdout = sys.stdout, sys.stderr
    answer_to.reconfigure(encoding="utf-8")
    answers = Answers()
    for line in sys.stdin:
        question = json.loads(line)
        answer = getattr(answers, question.pop("ask"))(**question)
        print(json.dumps(answer), flush=True, file=answer_to)


if __name__ == "__main__":
    main()

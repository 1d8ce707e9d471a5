"""Jedi behind JSON lines; run by an interpreter that has it, see bench.jedi_truth.

{"ask": "open", "root": ..., "added": [...]}      true
{"ask": "goto", "places": [[path, line, column]]}  for each a list of [path, line, type, full name]
{"ask": "references", "places": [...]}             for each a list of [path, line, column]
"""

import json
import sys
from pathlib import Path

import jedi


class Answers:
    def open(self, root, added):
        self.root = Path(root)
        self.project = jedi.Project(root, added_sys_path=added, smart_sys_path=False)
        self.environment = jedi.InterpreterEnvironment()
        self.script = (None, None)
        return True

    def goto(self, places):
        return [self._safe(self._goto, *place) for place in places]

    def references(self, places):
        return [self._safe(self._references, *place) for place in places]

    def _goto(self, path, line, column):
        found = self._script(path).goto(line, column, follow_imports=True)
        return [
            [self._relative(name.module_path), name.line, name.type, name.full_name or ""]
            for name in found
        ]

    def _references(self, path, line, column):
        found = self._script(path).get_references(line, column, include_builtins=False)
        return [[self._relative(name.module_path), name.line, name.column] for name in found]

    def _script(self, path):
        if self.script[0] != path:
            made = jedi.Script(
                path=self.root / path, project=self.project, environment=self.environment
            )
            self.script = (path, made)
        return self.script[1]

    def _relative(self, path):
        if path is None or not Path(path).is_relative_to(self.root):
            return None
        return Path(path).relative_to(self.root).as_posix()

    @staticmethod
    def _safe(function, *arguments):
        try:
            return function(*arguments)
        except Exception as error:  # whatever jedi stumbles over is no place to ask about
            print(f"{arguments}: {error!r}"[:200], file=sys.stderr)
            return []


def main():
    sys.setrecursionlimit(5000)
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    answers = Answers()
    for line in sys.stdin:
        question = json.loads(line)
        answer = getattr(answers, question.pop("ask"))(**question)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

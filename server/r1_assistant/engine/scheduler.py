"""Who takes the next step: the most urgent job, and among equals the one that came first."""

from typing import Generic, TypeVar

from r1_assistant.domain.generation import Urgency

Job = TypeVar("Job")


class Scheduler(Generic[Job]):
    """The live jobs by number, in the order of their arrival; knows nothing of what they do."""

    def __init__(self) -> None:
        self._jobs: dict[int, tuple[Urgency, Job]] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, number: int, urgency: Urgency, job: Job) -> None:
        """Let a job wait for its turn; its number must be new."""
        if number in self._jobs:
            raise ValueError(f"job {number} is already there")
        self._jobs[number] = (urgency, job)

    def remove(self, number: int) -> Job | None:
        """Forget a job that is done or cancelled; None if it is not there any more."""
        entry = self._jobs.pop(number, None)
        return None if entry is None else entry[1]

    def find(self, number: int) -> Job | None:
        """Give a job that is not done; None if it is not there any more."""
        entry = self._jobs.get(number)
        return None if entry is None else entry[1]

    def pick(self) -> tuple[int, Job] | None:
        """Say whose step is next."""
        if not self._jobs:
            return None
        # min() keeps the first of equals, and a dict keeps the order of arrival
        number = min(self._jobs, key=lambda number: self._jobs[number][0])
        return number, self._jobs[number][1]

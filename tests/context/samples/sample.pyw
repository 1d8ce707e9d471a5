import os
from a.b import c as d

LIMIT = 3


@decorate(1)
class Foo(Base):
    """A foo.

    With a second paragraph.
    """

    size: int = 1

    @property
    def go(
        self,
        n: int = 2,  # how many
    ) -> str:
        '''Goes.'''

        def inner(): return other(n)

        return self.go(inner())


async def top(*args): ...

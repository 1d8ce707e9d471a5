"""Words that go in pairs where code is written twice: one for each side, end or axis."""

_PAIRS = """
    width height|w h|x y|y z|x z|min max|minimum maximum|low high|lo hi|lower upper|left right
    top bottom|start end|begin end|start stop|start finish|first last|first second|second third
    head tail|old new|before after|prev next|previous next|src dst|src dest|source target
    source destination|from to|row col|row column|rows cols|rows columns|input output|in out
    read write|reader writer|key value|keys values|horizontal vertical|up down|open close
    opened closed|push pop|add remove|enable disable|enabled disabled|show hide|request response
    req res|send receive|encode decode|lat lon|lat lng|latitude longitude|north south|east west
    front back|inner outer|parent child|local remote|client server|public private|user admin
    host port|username password|name value|a b|b c|p q|i j|u v|1 2|2 3|0 1|3 4|r g|g b|red green
    green blue|hours minutes|minutes seconds|year month|month day|positive negative|true false
    success failure|success error|expected actual|this other|self other|lhs rhs|base head
    numerator denominator|num den|mean std|train test|created updated|dx dy|vx vy|px py|sx sy
    ascending descending|asc desc|primary secondary|buyer seller|debit credit|sender receiver
    primary replica|login logout|lock unlock|shift ctrl|depth height|depth width|int float
    int long
"""

PAIRS: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split()) for row in _PAIRS.split("\n") for pair in row.strip().split("|") if pair
)


def mirrored(one: str, other: str) -> bool:
    """Tell whether two words are such a pair."""
    return frozenset((one, other)) in PAIRS

"""Pictures of numbers as inline SVG: nothing is loaded, and colours come from the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

WIDTH, HEIGHT = 420, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 14, 12, 40
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Series:
    """Points from 0 to 1 with a name; `style` is a class of the page's, joined or single.

    A series without a name is not in the legend.
    """

    name: str
    points: Sequence[Point]
    style: str
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A bar from 0 to `value`, both ends of its interval, and what stands behind it."""

    name: str
    value: float
    low: float
    high: float
    note: str = ""
    style: str = "one"


def chart(series: Iterable[Series], across: str, up: str) -> str:
    """Draw series in the unit square, with a legend below."""
    drawn = list(series)
    body = _frame(across, up) + "".join(map(_series, drawn))
    return f"{_svg(body, WIDTH, HEIGHT, f'{up} over {across}')}<p>{_legend(drawn)}</p>"


def bars(rows: Sequence[Row], top: float = 1.0, label: int = 170) -> str:
    """Draw horizontal bars from 0 to `top` with their intervals, one below the other.

    What is longer than `top` ends there; its number stands beside it. `label` is the room for
    names, in the picture's units.
    """
    room, step = 300, 22
    height = step * len(rows) + 24
    body = "".join(_grid_line(label + room * t, t * top, height) for t in TICKS)
    for number, row in enumerate(rows):
        body += _bar(row, label, room / top, step * number, label + room)
    return _svg(body, label + room + 110, height, "bars")


def _grid_line(x: float, value: float, height: float) -> str:
    return (
        f'<path class="grid" d="M{x:.1f} 0V{height - 20}"/><text class="tick" x="{x:.1f}" '
        f'y="{height - 6}" text-anchor="middle">{value:.3g}</text>'
    )


def _bar(row: Row, start: float, unit: float, y: float, end: float) -> str:
    at, low, high = (min(end, start + unit * each) for each in (row.value, row.low, row.high))
    return (
        f'<text x="{start - 8}" y="{y + 15}" text-anchor="end">{escape(row.name)}</text>'
        f'<rect class="{row.style}" x="{start}" y="{y + 4}" height="14" width="{at - start:.1f}"/>'
        f'<path class="interval" d="M{low:.1f} {y + 11}H{high:.1f}"/>'
        f'<text class="note" x="{end + 12}" y="{y + 15}">{row.value:.2f} {escape(row.note)}</text>'
    )


def histogram(groups: Sequence[tuple[str, str, Sequence[float]]], bins: int, across: str) -> str:
    """Draw how often values from 0 to 1 are in each bin: (name, style, values) side by side."""
    counts = [(name, style, _counted(values, bins)) for name, style, values in groups]
    highest = max((count for _, _, each in counts for count in each), default=0)
    most = -(-max(1, highest) // 4) * 4  # ticks are whole numbers
    slot = (WIDTH - LEFT - RIGHT) / bins
    width = (slot - 3) / max(1, len(counts))
    body = _frame(across, "cases", top=most)
    for at, (_, style, each) in enumerate(counts):
        for number, count in enumerate(each):
            x, y = LEFT + slot * number + 1.5 + width * at, _y(count / most)
            body += (
                f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                f'height="{_y(0) - y:.1f}"><title>{count}</title></rect>'
            )
    keys = "".join(_key(name, style) for name, style, _ in counts)
    return f"{_svg(body, WIDTH, HEIGHT, f'histogram of {across}')}<p>{keys}</p>"


def _legend(series: Sequence[Series]) -> str:
    """Name series; a dot stands for single points, and what has no name is explained by another."""
    named = (each for each in series if each.name)
    return "".join(_key(s.name, s.style if s.joined else f"{s.style} dot") for s in named)


def _key(name: str, style: str) -> str:
    return f'<span class="key"><i class="{style}"></i>{escape(name)}</span>'


def _counted(values: Sequence[float], bins: int) -> list[int]:
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value * bins))] += 1
    return counts


def _frame(across: str, up: str, top: float = 1.0) -> str:
    grid = "".join(_tick(tick, top) for tick in TICKS)
    middle = (TOP + _y(0)) / 2
    return (
        grid
        + f'<text x="{(LEFT + _x(1)) / 2}" y="{HEIGHT - 6}" text-anchor="middle">'
        + f'{escape(across)}</text><text transform="translate(11 {middle}) rotate(-90)" '
        + f'text-anchor="middle">{escape(up)}</text>'
    )


def _tick(tick: float, top: float) -> str:
    x, y = _x(tick), _y(tick)
    return (
        f'<path class="grid" d="M{x:.1f} {TOP}V{_y(0)}M{LEFT} {y:.1f}H{_x(1)}"/>'
        f'<text class="tick" x="{x:.1f}" y="{_y(0) + 15}" text-anchor="middle">{tick:g}</text>'
        f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">'
        f"{tick * top:.3g}</text>"
    )


def _series(series: Series) -> str:
    places = [(_x(x), _y(y)) for x, y in series.points]
    if series.joined:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        return f'<path class="curve {series.style}" d="M{path}"/>' if places else ""
    return "".join(
        f'<circle class="{series.style}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>' for x, y in places
    )


def _x(value: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * value


def _y(value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value


def _svg(body: str, width: float, height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(title)}" '
        f'style="max-width:{width:g}px">{body}</svg>'
    )

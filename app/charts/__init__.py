"""Charts drawn on the server as SVG: they work without scripts and always stand beside a table of their numbers.

Bars and strips are laid out in percent of the width and in pixels of text, so the text keeps its size on a phone;
with direction "rtl" they begin on the right. Values set lengths, the caller's own texts say the numbers.
"""

from app.charts.bars import Bar, coverage_bars
from app.charts.curves import Point, curve
from app.charts.dots import Dot, dot_map
from app.charts.flows import Flow, flow_chart
from app.charts.horizons import HorizonRow, horizon_strip
from app.charts.stacks import Stack, stacked_bars

__all__ = [
    "Bar",
    "Dot",
    "Flow",
    "HorizonRow",
    "Point",
    "Stack",
    "coverage_bars",
    "curve",
    "dot_map",
    "flow_chart",
    "horizon_strip",
    "stacked_bars",
]

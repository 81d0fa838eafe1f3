"""Plans a run: which tasks are searched next, with which effort and for how long, so that most are solved in time."""

from .planner import Planned, Planner
from .progress import Progress
from .rates import RATES, Rates, read_rates

__all__ = ["RATES", "Planned", "Planner", "Progress", "Rates", "read_rates"]

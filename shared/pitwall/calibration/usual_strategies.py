"""What teams usually do at a circuit: start tyres and stops of earlier races there, as shares of the distance."""

from dataclasses import dataclass

from pitwall.domain.vocabulary import Compound


@dataclass(frozen=True)
class UsualStrategy:
    """A strategy driven before at a circuit, averaged over the cars that chose it."""

    start: Compound
    compounds: tuple[Compound, ...]
    """Fitted at each stop."""
    stop_shares: tuple[float, ...]
    """Lap of each stop as a share of the distance, mean over the cars."""
    stop_share_sds: tuple[float, ...]
    """Its standard deviation over the cars."""
    weight: float
    """Share of the cars, newer races counting more; all usual strategies of a circuit sum to 1."""
    cars: int
    seasons: tuple[int, ...]

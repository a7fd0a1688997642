"""Who drives and where in the invented season: nobody and nowhere that exists.

For a first look at Pitwall without any racing data; every row made from this is labelled `synthetic`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Constructor:
    """A team; `pace_s` is what its car loses per lap to the quickest."""

    constructor_id: str
    name: str
    country: str
    engine_manufacturer_id: str
    pace_s: float


@dataclass(frozen=True)
class Driver:
    """A driver; `pace_s` is what he or she loses per lap to the quickest."""

    driver_id: str
    first_name: str
    last_name: str
    code: str
    car_number: int
    constructor: Constructor
    pace_s: float


@dataclass(frozen=True)
class Circuit:
    """A circuit; `lap_time_s` is a race lap on new mediums with a full tank."""

    circuit_id: str
    name: str
    circuit_type: str
    direction: str
    place_name: str
    length_km: float
    turns: int
    laps: int
    lap_time_s: float
    pit_lane_time_s: float
    nominated: tuple[str, str, str]
    """The soft, the medium and the hard."""


@dataclass(frozen=True)
class Event:
    """A Grand Prix of the invented calendar; `month` and `day` choose the Sunday on or after it."""

    grand_prix_id: str
    name: str
    circuit: Circuit
    month: int
    day: int
    safety_car: bool = False
    virtual_safety_car: bool = False


_HERON = Constructor("gilded-heron", "Gilded Heron", "Ostrava Minor", "heron-works", 0.0)
_BRASSWICK = Constructor("brasswick-motors", "Brasswick Motors", "Kingdom of Brass", "brasswick", 0.16)
_TANGLEWOOD = Constructor("tanglewood-gp", "Tanglewood Grand Prix", "Upper Fernland", "heron-works", 0.3)
_NIMBUS = Constructor("nimbus-and-daughters", "Nimbus & Daughters", "Cloudshire", "brasswick", 0.44)
_QUARRY = Constructor("old-quarry", "Old Quarry Engineering", "Slatemark", "quarry-six", 0.6)

CONSTRUCTORS = (_HERON, _BRASSWICK, _TANGLEWOOD, _NIMBUS, _QUARRY)

DRIVERS = (
    Driver("odalys-fenwhistle", "Odalys", "Fenwhistle", "FEN", 101, _HERON, 0.0),
    Driver("barnaby-quillfeather", "Barnaby", "Quillfeather", "QUI", 102, _HERON, 0.12),
    Driver("saskia-thimblerook", "Saskia", "Thimblerook", "THI", 103, _BRASSWICK, 0.04),
    Driver("tobias-marrowick", "Tobias", "Marrowick", "MAW", 104, _BRASSWICK, 0.2),
    Driver("mirabel-stormcrake", "Mirabel", "Stormcrake", "STC", 105, _TANGLEWOOD, 0.06),
    Driver("fitz-oakenbarrow", "Fitz", "Oakenbarrow", "OAK", 106, _TANGLEWOOD, 0.16),
    Driver("juniper-lanternby", "Juniper", "Lanternby", "LAN", 107, _NIMBUS, 0.02),
    Driver("anselm-puddifoot-gray", "Anselm", "Puddifoot-Gray", "PUD", 108, _NIMBUS, 0.24),
    Driver("petra-nightjarring", "Petra", "Nightjarring", "NIG", 109, _QUARRY, 0.1),
    Driver("rufus-tumblestone", "Rufus", "Tumblestone", "TUM", 110, _QUARRY, 0.22),
)

_LANTERNMOOR = Circuit(
    "lanternmoor", "Lanternmoor", "RACE", "CLOCKWISE", "Lanternmoor", 5.41, 17, 57, 92.4, 21.5, ("C3", "C2", "C1")
)
_SALTMARSH = Circuit(
    "saltmarsh-ring",
    "Saltmarsh Ring",
    "RACE",
    "ANTI_CLOCKWISE",
    "Saltmarsh",
    4.72,
    14,
    65,
    80.2,
    18.9,
    ("C4", "C3", "C2"),
)
_VESPER = Circuit(
    "port-vesper", "Port Vesper", "STREET", "CLOCKWISE", "Port Vesper", 6.03, 21, 51, 104.8, 23.4, ("C5", "C4", "C3")
)

CIRCUITS = (_LANTERNMOOR, _SALTMARSH, _VESPER)

EVENTS = (
    Event("lanternmoor", "Lanternmoor Grand Prix", _LANTERNMOOR, 3, 8),
    Event("saltmarsh", "Saltmarsh Grand Prix", _SALTMARSH, 4, 5, safety_car=True),
    Event("port-vesper", "Port Vesper Grand Prix", _VESPER, 5, 3),
    Event("seven-bridges", "Seven Bridges Grand Prix", _LANTERNMOOR, 5, 31, virtual_safety_car=True),
    Event("low-tide", "Low Tide Grand Prix", _SALTMARSH, 10, 4),
    Event("midnight-harbour", "Midnight Harbour Grand Prix", _VESPER, 11, 8),
)
RACES_RUN = 4
"""How many of the events, from the first, have been raced."""

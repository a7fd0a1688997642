"""How much fuel a car carries and what a kilogram costs: physics, since no public data says what is on board."""

LOSS_S_PER_KG = 0.03
"""On a lap of REFERENCE_LENGTH_KM. Teams and engineers have long quoted 0.3 s per 10 kg; the parameters published with
Heilmeier et al. (2018, race simulation, TUM) lie between 0.019 and 0.045 s/kg, mean 0.031, and grow with lap length."""
LOSS_SD_S_PER_KG = 0.0065
"""A quarter of the published range."""
REFERENCE_LENGTH_KM = 5.3
TYPICAL_LENGTH_KM = 5.2
TYPICAL_LAPS = 58
"""Of a race whose circuit and distance are not known: 305 km (Article 6.3 of the sporting regulations) in such laps."""

_RACE_FUEL_KG = 100.0
_RACE_FUEL_2026_KG = 70.0
"""Used in a race of about 305 km, as the FIA stated when it presented the 2026 power units: 100 kg under the rules
before, 70 kg under the new ones."""
_FIRST_SEASON_OF_NEW_POWER_UNITS = 2026


def race_fuel_kg(season: int) -> float:
    """On board at the start; cars finish (nearly) empty."""
    return _RACE_FUEL_2026_KG if season >= _FIRST_SEASON_OF_NEW_POWER_UNITS else _RACE_FUEL_KG


def fuel_left_kg(season: int, laps_done: int, total_laps: int) -> float:
    """An estimate: what `race_fuel_kg` leaves after `laps_done` laps if it is burnt evenly over the distance."""
    return race_fuel_kg(season) * max(0.0, 1.0 - laps_done / total_laps)


def fuel_effect_s_per_kg(length_km: float) -> float:
    """What a kilogram costs on a lap of `length_km`."""
    return LOSS_S_PER_KG * length_km / REFERENCE_LENGTH_KM


def fuel_slope_s(season: int, length_km: float, laps: int) -> float:
    """Change of the lap time from lap to lap by burning fuel in a race of `laps` laps; negative."""
    return -fuel_effect_s_per_kg(length_km) * race_fuel_kg(season) / laps

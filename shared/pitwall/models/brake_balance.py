"""An estimate of the brake balance that uses the grip of both axles evenly: load transfer, no measurement behind it.

Teams' settings are not public. This is the textbook model (Milliken and Milliken 1995, chapter 18): under braking the
front axle carries its static share plus what deceleration and height of the centre of gravity move forward; downforce
adds its own share. Dimensions are those the rules allow or engineers publish as typical, and are named below.
"""

from dataclasses import dataclass

from pitwall.errors import InvalidStateError

GRAVITY_MS2 = 9.81
AIR_DENSITY_KG_M3 = 1.2
_FIRST_SEASON_OF_LIGHTER_CARS = 2026
_FUEL_FRONT_SHARE = 0.42
"""The tank lies behind the driver, a little behind the middle of the car."""


@dataclass(frozen=True)
class CarGeometry:
    """Of a season's cars."""

    mass_kg: float
    """The least the rules allow, driver included, without fuel (technical regulations, Article 4)."""
    wheelbase_m: float
    """The most the rules allow."""
    front_weight_share: float
    """Middle of what the rules allowed, at rest without fuel."""
    centre_of_gravity_m: float = 0.30
    """Height; typical, not public."""
    downforce_area_m2: float = 5.0
    """Lift coefficient times area; typical of high downforce, not public."""
    downforce_front_share: float = 0.45
    """Typical, not public."""


@dataclass(frozen=True)
class BrakeBalance:
    """An estimate, in per cent of the braking force at the front."""

    front_pct: float
    static_front_pct: float
    transfer_pct: float
    """What load transfer moves forward."""
    downforce_pct: float
    """What downforce changes on top."""
    known_limits: str = "an estimate by load transfer: no team's brake balance is public"


def geometry(season: int) -> CarGeometry:
    """The cars of a season; 2026 made them shorter and lighter."""
    if season >= _FIRST_SEASON_OF_LIGHTER_CARS:
        return CarGeometry(mass_kg=768.0, wheelbase_m=3.4, front_weight_share=0.455)
    return CarGeometry(mass_kg=798.0, wheelbase_m=3.6, front_weight_share=0.455)


def brake_balance(season: int, *, speed_kmh: float, deceleration_g: float, fuel_kg: float) -> BrakeBalance:
    """The front's share of the load on the tyres while braking, which is the balance that locks no axle first.

    Raises InvalidStateError for a speed, deceleration or fuel load no car has.
    """
    reasons = [
        f"{name} {value}: from 0 to {most}"
        for name, value, most in (
            ("speed_kmh", speed_kmh, 400.0),
            ("deceleration_g", deceleration_g, 7.0),
            ("fuel_kg", fuel_kg, 120.0),
        )
        if not 0.0 <= value <= most
    ]
    if reasons:
        raise InvalidStateError(reasons)
    car = geometry(season)
    mass_kg = car.mass_kg + fuel_kg
    weight_n = mass_kg * GRAVITY_MS2
    static = (car.mass_kg * car.front_weight_share + fuel_kg * _FUEL_FRONT_SHARE) / mass_kg
    moved_n = weight_n * deceleration_g * car.centre_of_gravity_m / car.wheelbase_m
    downforce_n = 0.5 * AIR_DENSITY_KG_M3 * car.downforce_area_m2 * (speed_kmh / 3.6) ** 2
    front_n = static * weight_n + moved_n + car.downforce_front_share * downforce_n
    share = min(1.0, front_n / (weight_n + downforce_n))
    without_air = min(1.0, static + moved_n / weight_n)
    return BrakeBalance(
        front_pct=100.0 * share,
        static_front_pct=100.0 * static,
        transfer_pct=100.0 * (without_air - static),
        downforce_pct=100.0 * (share - without_air),
    )

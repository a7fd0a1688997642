"""Calibration: laps of the lake in, the parameters of the simulator out, each with spread, sample size and seasons."""

"""The Lambda behind strategy and simulations: an API Gateway event in, FastAPI's answer out."""

from functions.strategy.app import create_app
from pitwall.serving.lambda_door import lambda_door

handler = lambda_door(create_app())

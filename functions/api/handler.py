"""The Lambda behind the HTTP API: an API Gateway event in, FastAPI's answer out."""

from functions.api.app import create_app
from pitwall.serving.lambda_door import lambda_door

handler = lambda_door(create_app())

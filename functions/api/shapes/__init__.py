"""What the answers look like: the models behind the OpenAPI document, against which tests hold every answer."""

"""`python -m api.graphql` writes the schema down beside this file."""

from pathlib import Path

from api.graphql.schema import sdl

Path(__file__).with_name("schema.graphql").write_text(sdl(), encoding="utf-8")

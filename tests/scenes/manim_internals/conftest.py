import pytest
from manim import tempconfig

SCREEN = {"pixel_width": 320, "pixel_height": 180, "frame_width": 8.0, "frame_height": 4.5}


@pytest.fixture
def small_screen(tmp_path):
    quiet = {"media_dir": str(tmp_path), "progress_bar": "none", "verbosity": "ERROR"}
    with tempconfig({**SCREEN, **quiet, "background_color": "#000000", "frame_rate": 5}):
        yield

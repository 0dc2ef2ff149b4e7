"""How many processes and examples the tests use, and payloads that many of them start from."""

from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

# The first use of a class makes its hooks, which on a busy machine takes longer than a deadline.
TOO_SLOW: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
settings.register_profile("full", max_examples=100, deadline=None, suppress_health_check=TOO_SLOW)
settings.register_profile("quick", settings.get_profile("full"), max_examples=25)
settings.load_profile("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run single tests in this process: starting others takes longer than most tests."""
    return 0 if config.args and all("::" in name for name in config.args) else None


@pytest.fixture
def row() -> dict[str, Any]:
    """A data row, as servers send them."""
    return {
        "data_hash": "0b8f6d3a-7d57-4a5b-8f0e-000000000001",
        "data_title": "street-1.mp4",
        "data_type": "VIDEO",
        "created_at": "2023-04-02 09:14:11",
        "last_edited_at": "2023-04-03 16:02:45",
        "width": 1920,
        "height": 1080,
        "file_link": "videos/1",
        "file_size": 7340032.0,
        "file_type": "video/mp4",
        "storage_location": 1,
        "frames_per_second": 23.976,
        "duration": 31.5,
        "client_metadata": {"camera": "north gate"},
        "images_data": None,
        "signed_url": None,
        "is_optimised_image_group": None,
    }

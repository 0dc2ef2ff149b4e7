"""How many processes and examples the tests use, and payloads that many of them start from."""

import gc
import re
from collections import Counter
from importlib.metadata import version
from typing import Any, Final

import loops
import pytest
from hypothesis import HealthCheck, settings

# The first use of a class makes its hooks, which on a busy machine takes longer than a deadline.
TOO_SLOW: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
settings.register_profile("full", max_examples=100, deadline=None, suppress_health_check=TOO_SLOW)
# The same examples in every run; the other profile draws new ones each time.
settings.register_profile("quick", settings.get_profile("full"), max_examples=25, derandomize=True)
settings.load_profile("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run single tests in this process: starting others takes longer than most tests."""
    return 0 if config.args and all("::" in name for name in config.args) else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--share",
        type=share_of,
        metavar="K/N",
        help="of a test or a loop with more than N cases, run the K-th of N shares; of others, "
        "all. "
        "Without it, all cases of what is named, and 1/8 where nothing is. "
        "Of tests/stress, 1/8 at most unless it is named",
    )
    parser.addoption(
        "--tests",
        type=share_of,
        metavar="K/N",
        default=(1, 1),
        help="of the tests that --share leaves whole, run the K-th of N shares",
    )
    parser.addoption(
        "--class",
        metavar="NAME",
        default="",
        help="run the tests that have a case for this class, and of their loops no other cases",
    )


def pytest_configure(config: pytest.Config) -> None:
    loops.only_class = getattr(config.option, "class")
    if config.option.share is None:
        is_part = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not loops.only_class
        config.option.share = (1, 8) if is_part else (1, 1)


def share_of(text: str) -> tuple[int, int]:
    """Read ``K/N``: K from 1 to N.

    Raises:
        ValueError: it is written otherwise.

    """
    number, shares = map(int, text.split("/"))
    if not 1 <= number <= shares:
        raise ValueError(text)
    return number, shares


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


STRESS: Final = "tests/stress/"
"""The smaller parts of long tests; their cases take seconds each."""

NOT_ON_OLD_CATTRS = {
    "test_its_factory_for_an_enum_comes_before_ours_and_its_hook_before_both",
    "test_one_by_predicate_is_asked_for_dates_and_enums",
    "test_a_type_has_a_schema[Lenient-schema11]",
    "test_a_converter_may_read_by_aliases",
    "test_a_type_without_a_hook_is_refused_by_name",
    "test_a_class_that_contains_itself_and_has_no_hook_is_refused_each_time",
    "test_payloads_of_the_types_of_a_service_are_structured[<enum 'Color'>]",
    (
        "test_payloads_of_the_types_of_a_service_are_structured"
        "[dict[typing.Any, test_strategies.Color]]"
    ),
}
"""Before version 26, cattrs asks its own hooks first, and has fewer options and other errors."""


NOT_IN_ALL: Final = {"stress", "thorough", "uses", "differential", "install"}
"""The markers of what the environments `all` and `coverage` leave out."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[loops.IN_ALL] = [
        (test_of(item), names_in(item))
        for item in items
        if NOT_IN_ALL.isdisjoint(mark.name for mark in item.iter_markers())
    ]
    cases = Counter(test_of(item) for item in items)
    whole = config.option.tests

    def is_run(item: pytest.Item) -> bool:
        if loops.only_class and not is_about(item, loops.only_class):
            return False
        test = test_of(item)
        part = share_for(item)
        if cases[test] > part[1]:
            return loops.is_in(part, item.nodeid)
        return loops.is_in(whole, test)

    left_out = [item for item in items if not is_run(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        out = set(left_out)
        items[:] = [item for item in items if item not in out]
    old_cattrs = int(version("cattrs").partition(".")[0]) < 26
    for item in items:
        if old_cattrs and item.name in NOT_ON_OLD_CATTRS:
            item.add_marker(pytest.mark.skip(reason="cattrs is older than version 26"))


def share_for(item: pytest.Item) -> tuple[int, int]:
    """Give the share of its cases that a test runs."""
    config = item.config
    share: tuple[int, int] = config.option.share
    is_named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    if share == (1, 1) and not is_named and item.nodeid.startswith(STRESS):
        return 1, 8
    return share


def pytest_runtest_setup(item: pytest.Item) -> None:
    loops.share = share_for(item)


def pytest_collection_finish() -> None:
    """Keep what is there by now out of garbage collections, which would go through all of it."""
    gc.collect()
    gc.freeze()


def names_in(item: pytest.Item) -> set[str]:
    """Give the words in the name of a case, among which are those of the classes that it is for."""
    return set(re.findall(r"\w+", item.nodeid.partition("[")[2]))


def is_about(item: pytest.Item, cls: str) -> bool:
    """Tell whether a test is for a class, or loops over classes of which it is one."""
    if cls in names_in(item):
        return True
    groups = getattr(getattr(item, "function", None), "groups", None)
    if not groups:
        return False
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return any(one.class_name == cls for one in parameters.get("group", groups[0]).cases)


def test_of(item: pytest.Item) -> str:
    """Name the test that an item is a case of."""
    return item.nodeid.partition("[")[0]

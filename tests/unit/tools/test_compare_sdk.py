"""The script that compares an SDK's classes with ours finds each kind of change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

TOOLS: Final = Path(__file__).resolve().parents[3] / "tools"

ANALYTICS: Final = '''
class CollaboratorTimersGroupBy(CamelStrEnum):
    DATA_UNIT = auto()
    PROJECT = auto()

class CollaboratorTimer(BaseDTO):
    """A text, which is no field."""
    user_email: str
    user_role: ProjectUserRole
    data_title: Optional[str] = None
    time_seconds: float
'''


@pytest.fixture
def sdk(tmp_path: Path) -> Path:
    """The folder of an SDK with two classes."""
    package = tmp_path / "encord"
    (package / "orm").mkdir(parents=True)
    write(package, ANALYTICS)
    return package


def write(package: Path, source: str) -> None:
    (package / "orm" / "analytics.py").write_text(source, encoding="utf-8")


def run(script: str, *arguments: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, str(TOOLS / script), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout or done.stderr).splitlines()


def unexplained(package: Path, version: str = "0.1.211") -> list[str]:
    """Give what the script cannot explain of the two classes."""
    _, lines = run("compare_sdk.py", str(package), version)
    return [line[2:] for line in lines if line.startswith("? ") and "Collaborator" in line]


def test_what_is_the_same_is_not_listed_but_for_a_missing_class(sdk: Path) -> None:
    assert unexplained(sdk) == ["no class CollaboratorTimerParams"]


SCENES: Final = """
MAX_SCENE_TILES = 60

class SceneTileLayout(_SceneLayoutModel):
    first: Union[str, "SceneTileLayout"]
    split_percentage: Annotated[float, Field(ge=5, le=95)] = 50

class SceneLayout(_SceneLayoutModel):
    tiles: Annotated[Dict[str, SceneTile], Field(min_length=1, max_length=MAX_SCENE_TILES)]
    layout: Optional[Union[str, SceneTileLayout]] = None

SceneTile = Annotated[Union[Scene3DViewerTile, SceneImageTile], Field(discriminator="type")]
"""

CLIENT: Final = """
class Client:
    def ask(self):
        self._api_client.get(f"storage/items/{uuid}", params=None)
        self._api_client.post("storage/items/levitate", payload=None)
        self._api_client.delete(f"storage/items/{uuid}", params=None)
"""


def test_other_limits_unions_and_endpoints_are_found(sdk: Path) -> None:
    (sdk / "beta" / "scene").mkdir(parents=True)
    (sdk / "beta" / "scene" / "layout.py").write_text(SCENES, encoding="utf-8")
    (sdk / "client.py").write_text(CLIENT, encoding="utf-8")

    _, lines = run("compare_sdk.py", str(sdk), "0.1.211")

    tiles = "Scene3DViewerTile | SceneImageTile"
    assert {
        (
            "? limits of SceneLayout.tiles: {'minProperties': 1, 'maxProperties': 60} there, "
            "{'minProperties': 1, 'maxProperties': 50} here"
        ),
        (
            f"? type of SceneLayout.tiles: dict[str, {tiles}] there, "
            f"dict[str, {tiles} | SceneTimeSeriesTile] here"
        ),
        f"? members of SceneTile: {tiles} there, {tiles} | SceneTimeSeriesTile here",
        "? new endpoint POST storage/items/levitate",
    } <= set(lines)
    told = [it for it in lines if "split_percentage" in it or "SceneLayout.layout" in it]
    assert told == []
    assert not any("storage/items/<>" in it for it in lines if it.startswith("?"))


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("    time_seconds", "    team: str\n    time_seconds", "new field CollaboratorTimer.team"),
        ("    time_seconds: float\n", "", "no field CollaboratorTimer.time_seconds"),
        (
            "time_seconds: float",
            "time_seconds: List[int]",
            "type of CollaboratorTimer.time_seconds: list[int] there, float here",
        ),
        (
            "user_email: str",
            "user_email: Optional[str]",
            "may be null there, not here: CollaboratorTimer.user_email",
        ),
        (
            "user_email: str",
            'user_email: str = ""',
            "may be absent there, is required here: CollaboratorTimer.user_email",
        ),
        ("    PROJECT", "    TEAM", "new member CollaboratorTimersGroupBy.TEAM"),
        (
            "PROJECT = auto()",
            'PROJECT = "projects"',
            "value of CollaboratorTimersGroupBy.PROJECT: 'projects'",
        ),
    ],
)
def test_a_change_is_found(sdk: Path, old: str, new: str, found: str) -> None:
    assert ANALYTICS.count(old) == 1
    write(sdk, ANALYTICS.replace(old, new))

    assert found in unexplained(sdk)


def test_what_the_data_explains_is_listed_with_the_version(sdk: Path) -> None:
    status, lines = run("compare_sdk.py", str(sdk), "0.1.98")

    assert status == 1
    assert "  no class TimeSpent: since 0.1.157" in lines


def test_a_folder_without_an_sdk_is_refused(tmp_path: Path) -> None:
    status, lines = run("compare_sdk.py", str(tmp_path), "0.1.98")

    assert status == 1
    assert lines[-1] == f"FileNotFoundError: no Encord SDK in {tmp_path}"


def test_the_history_says_from_when_to_when_something_is_there(sdk: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    (later / "orm").mkdir(parents=True)
    write(later, ANALYTICS.replace("    data_title: Optional[str] = None\n", ""))

    status, lines = run("sdk_history.py", f"0.1.98={sdk}", f"0.1.99={later}")

    assert status == 0
    assert '        "data_title": gone("0.1.99"),' in lines
    assert run("sdk_history.py")[0] == 2

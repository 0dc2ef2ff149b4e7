"""The record of what annotators did, and how to ask for it."""

from datetime import datetime
from enum import IntEnum

from attrs import define, frozen

from orm_attrs._keeper import Keeper


class Action(IntEnum):
    """What an annotator did. Number 18 is not assigned."""

    # Work on labels and tasks.
    ADD = 0
    EDIT = 1
    DELETE = 2
    START = 3
    END = 4
    MARK_AS_NOT_LABELLED = 5
    MARK_AS_IN_PROGRESS = 6
    MARK_AS_LABELLED = 7
    MARK_AS_REVIEW_REQUIRED = 8
    MARK_AS_REVIEWED = 9
    MARK_AS_REVIEWED_TWICE = 10
    SUBMIT_TASK = 11
    APPROVE_LABEL = 12
    REJECT_LABEL = 13
    # Use of the editor's controls.
    CLICK_SAVE = 14
    CLICK_UNDO = 15
    CLICK_REDO = 16
    CLICK_BULK = 17
    CLICK_ZOOM = 19
    CLICK_BRIGHTNESS = 20
    CLICK_HOTKEYS = 21
    CLICK_SETTINGS = 22
    # Attributes nested in a label, and submission.
    ADD_ATTRIBUTE = 23
    EDIT_ATTRIBUTE = 24
    DELETE_ATTRIBUTE = 25
    APPROVE_NESTED_ATTRIBUTE = 26
    REJECT_NESTED_ATTRIBUTE = 27
    SUBMIT_LABEL = 28
    SUBMIT_NESTED_ATTRIBUTE = 29
    # What the player showed to the annotator.
    BUFFERING_OVERLAY_SHOWN = 30
    BITRATE_WARNING_SHOWN = 31
    SEEKING_OVERLAY_SHOWN = 32
    # Tasks as a whole, and labels that several annotators have to agree on.
    APPROVE_TASK = 33
    REJECT_TASK = 34
    CONSENSUS_APPROVE_LABEL = 35
    CONSENSUS_CANCEL_APPROVE_LABEL = 36
    CONSENSUS_IN_AGREEMENT = 37


@frozen(kw_only=True, weakref_slot=False)
class LabelLog(Keeper):
    """One action of one annotator. Response to the `labellog` query (GET), one per action."""

    log_hash: str | None
    """Unique identifier of the entry; `None` where the server withholds it."""
    user_hash: str | None
    """Unique identifier of the annotator; `None` where the server withholds it."""
    user_email: str
    """The annotator's e-mail address."""
    annotation_hash: str | None
    """Former name of `identifier`; `None` like it.

    A payload has one of the two names, or both; where one is absent, the other is read for it.
    """
    identifier: str | None
    """Unique identifier of the label acted on; `None` for actions without a label."""
    data_hash: str
    """Unique identifier of the data unit that was open."""
    feature_hash: str | None
    """The label's feature in the ontology; `None` for actions without a label."""
    action: Action
    """What the annotator did."""
    label_name: str | None
    """The label's name in the ontology; `None` for actions without a label."""
    time_taken: int | None
    """How long the action took, in milliseconds; `None` for actions without a label."""
    created_at: datetime
    """When it happened, in UTC."""
    frame: int | None
    """Number of the frame; `None` for the first frame and for actions without a label."""


@define(kw_only=True)
class LabelLogParams(Keeper):
    """Selects the entries to report. Payload of the `labellog` query (GET).

    A criterion that is `None` does not filter and is not sent.
    """

    user_hash: str | None = None
    """Only actions of the annotator with this identifier."""
    data_hash: str | None = None
    """Only actions on this data unit."""
    start_timestamp: int | None = None
    """Only actions after this time, in unix seconds."""
    end_timestamp: int | None = None
    """Only actions before this time, in unix seconds."""
    user_email: str | None = None
    """Only actions of the annotator with this e-mail address."""
    include_user_email_and_interface_key: bool = True
    """Whether entries carry the e-mail address and the interface key, which older ones lacked."""

"""The pages that the composition root hands to the web app."""

from typing import Final

from assistant.access.models import Identity
from assistant.service.added import AddedPage
from eval.web import labels_page, runs_page


def may_open(identity: Identity) -> bool:
    """Officers, administrators, and the user of a machine without accounts; which papers they read there their role says."""
    return identity.may_evaluate


PAGES: Final = (
    AddedPage("/evaluation", "Evaluation", may_open, runs_page.show),
    AddedPage("/evaluation/labels", "Label answers", may_open, labels_page.show, labels_page.change, listed=False),
)

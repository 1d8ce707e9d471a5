"""What `r1-model doctor --privacy` prints."""

from r1_assistant.app.privacy import Contact, Kept, PrivacyReport
from r1_assistant.cli.doctor_layout import facts, page_width, paragraph
from r1_assistant.models.files import human_size


def privacy_text(found: PrivacyReport, width: int | None = None) -> str:
    """Write the report for a terminal of `width` characters; of this one without."""
    width = width or page_width()
    sections = [
        ["What could ever be contacted, and why", *_contacts(found, width)],
        ["What is never contacted", *_never(found, width)],
        ["What is kept on this machine", *_kept(found, width)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections)


def _contacts(found: PrivacyReport, width: int) -> list[str]:
    return [line for each in found.contacts for line in _contact(each, width)][:-1]


def _contact(contact: Contact, width: int) -> list[str]:
    pairs = [
        ("where", "\n".join(contact.addresses)),
        ("when", contact.when),
        ("why", contact.why),
        ("sent", contact.sent),
        ("set by", contact.settings),
    ]
    return [f"  {contact.name}", *(f"  {line}" for line in facts(pairs, width - 2)), ""]


def _never(found: PrivacyReport, width: int) -> list[str]:
    lines = []
    for each in found.never:
        first, *rest = paragraph(each, width, "    ")
        lines += [f"  * {first.lstrip()}", *rest]
    return lines


def _kept(found: PrivacyReport, width: int) -> list[str]:
    return [line for each in found.kept for line in _one(each, width)]


def _one(kept: Kept, width: int) -> list[str]:
    """Write a path on a line of its own, unbroken, so that it can be copied."""
    size = "nothing now" if kept.size is None else human_size(kept.size)
    about = f"{kept.what}. {kept.removal}".strip()
    return [f"  {kept.path}  ({size})", *paragraph(about, width, "      ")]

"""Where pages find scripts, styles and pictures."""

from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """As its parent; the address of a file is worked out once: a page asks for the same few each time."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._addresses: dict[tuple[str | None, bool, bool], str] = {}
        super().__init__(*arguments, **options)

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 - as its parent has it
        """Return the address of the file, with its hash in the name."""
        key = (name, force, settings.DEBUG)
        if key not in self._addresses:
            self._addresses[key] = super().url(name, force)
        return self._addresses[key]

    def save_manifest(self) -> None:
        """Note the hashes of the files as they are now."""
        super().save_manifest()
        self._addresses.clear()

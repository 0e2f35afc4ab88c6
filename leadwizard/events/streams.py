"""Who listens: a stream for each open page, and what it has yet to be told."""

import asyncio
from collections import Counter
from typing import Final
from uuid import UUID

from leadwizard.lib.live import EVERYTHING, Change

# A browser with more pages than that looks again every half minute.
MOST_OF_A_PERSON: Final = 5
# Whoever has so much to look at again may as well look at everything.
_MOST_TOPICS: Final = 100


class Stream:
    """One page's topics that changed since it was last told: each of them once, however often it changed."""

    def __init__(self, organization_id: UUID, person_id: UUID) -> None:
        self.organization_id = organization_id
        self.person_id = person_id
        self.is_over = False
        self._topics: dict[str, None] = {}
        self._woken = asyncio.Event()

    def tell(self, topic: str) -> None:
        """Have the page told of the topic; never waits."""
        if topic not in self._topics and len(self._topics) >= _MOST_TOPICS:
            self._topics = {EVERYTHING: None}
        elif EVERYTHING not in self._topics:
            self._topics[topic] = None
        self._woken.set()

    def end(self) -> None:
        """Let the stream come to its end: the page is gone, or must come through the door again."""
        self.is_over = True
        self._woken.set()

    async def next_topics(self, within: float) -> list[str]:
        """Return what changed, waiting for it at most so many seconds; nothing when nothing did."""
        try:
            async with asyncio.timeout(within):
                await self._woken.wait()
        except TimeoutError:
            return []
        self._woken.clear()
        topics, self._topics = self._topics, {}
        return list(topics)


class Streams:
    """All streams of this process. Everything here runs in its one event loop."""

    def __init__(self) -> None:
        self._streams: dict[UUID, set[Stream]] = {}
        self._of_person: Counter[UUID] = Counter()

    def __len__(self) -> int:
        return sum(len(streams) for streams in self._streams.values())

    def open(self, organization_id: UUID, person_id: UUID) -> Stream | None:
        """Return a stream of the organization's topics; None when the person has as many as they may."""
        if self._of_person[person_id] >= MOST_OF_A_PERSON:
            return None
        stream = Stream(organization_id, person_id)
        self._streams.setdefault(organization_id, set()).add(stream)
        self._of_person[person_id] += 1
        return stream

    def close(self, stream: Stream) -> None:
        """Forget an open stream."""
        self._streams[stream.organization_id].remove(stream)
        if not self._streams[stream.organization_id]:
            del self._streams[stream.organization_id]
        self._of_person[stream.person_id] -= 1
        if not self._of_person[stream.person_id]:
            del self._of_person[stream.person_id]

    def tell(self, change: Change) -> None:
        """Tell the organization's streams of the topic, and nobody else's."""
        for stream in self._streams.get(change.organization_id, ()):
            stream.tell(change.topic)

    def end_all(self) -> None:
        """Let all streams end, because nothing can be heard any more: pages then look again by themselves."""
        for streams in self._streams.values():
            for stream in streams:
                stream.end()

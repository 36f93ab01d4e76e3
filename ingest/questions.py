"""Sessions for questions of people, kept open for a while so that browsing is quick."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, TypeAlias

from errors import UserError
from ingest.contract import LinkLostError, Session

IDLE_S = 60.0
CLOSE_TIMEOUT_S = 5.0

Open: TypeAlias = Callable[[], AbstractAsyncContextManager[Session]]
Ask: TypeAlias = Callable[[Session], Awaitable[Any]]


class Sessions:
    """One open session for each key, closed when nobody asked for a minute."""

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._desks: dict[Hashable, _Desk] = {}

    async def ask(self, key: Hashable, opener: Open, ask: Ask) -> Any:
        """Ask in the session of that key. Where it was lost since it was used last, it is asked
        again in a new one."""
        desk = self._desks.get(key)
        if desk is None:
            return await self._new(key, opener).ask(ask)
        try:
            return await desk.ask(ask)
        except (LinkLostError, OSError):
            return await self._new(key, opener).ask(ask)

    async def close(self) -> None:
        """Close all of them."""
        tasks = {desk.task for desk in self._desks.values()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSE_TIMEOUT_S)

    def _new(self, key: Hashable, opener: Open) -> _Desk:
        desk = self._desks[key] = _Desk(opener, self._idle_s)

        def ended(task: asyncio.Task[None]) -> None:
            if self._desks.get(key) is desk:
                del self._desks[key]
            if not task.cancelled():
                task.exception()  # told to those who asked

        desk.task.add_done_callback(ended)
        return desk


class _Question(NamedTuple):
    ask: Ask
    answer: asyncio.Future[Any]


class _Desk:
    """A session in a task of its own, because who opens it must close it. It takes one question
    after the other: few devices like two at a time."""

    def __init__(self, opener: Open, idle_s: float) -> None:
        self._questions: asyncio.Queue[_Question] = asyncio.Queue()
        self.task = asyncio.create_task(self._serve(opener, idle_s))

    async def ask(self, ask: Ask) -> Any:
        question = _Question(ask, asyncio.get_running_loop().create_future())
        self._questions.put_nowait(question)
        try:
            await asyncio.wait({question.answer, self.task}, return_when=asyncio.FIRST_COMPLETED)
            return self._answer_to(question)
        except UserError:  # about the question, not the session
            raise
        except BaseException:  # too late, or lost: nothing more will come of this session
            question.answer.cancel()
            self.task.cancel()
            raise

    def _answer_to(self, question: _Question) -> Any:
        if question.answer.done():
            return question.answer.result()
        if not self.task.cancelled() and (error := self.task.exception()):
            raise error  # why it could not be opened
        raise LinkLostError("The session ended before it could answer.")

    async def _serve(self, opener: Open, idle_s: float) -> None:
        async with opener() as session:
            while True:
                try:
                    question = await asyncio.wait_for(self._questions.get(), idle_s)
                except TimeoutError:
                    return
                await _answer(session, question)


async def _answer(session: Session, question: _Question) -> None:
    if question.answer.done():  # who asked has gone
        return
    try:
        answer = await question.ask(session)
    except Exception as error:
        if not question.answer.done():
            question.answer.set_exception(error)
    else:
        if not question.answer.done():
            question.answer.set_result(answer)

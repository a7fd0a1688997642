"""Progress of a long step as a person sees it: bars on a terminal, a line per tenth in a log."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class StepProgress:
    """A callable `(step, done, total)`; the first call for a step opens its bar."""

    def __init__(self, console: Console) -> None:
        """`console` decides between bars and lines by whether it is a terminal."""
        self._console = console
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            # Else the bars would show what others print, and that may be meant for a log.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._tasks: dict[str, TaskID] = {}
        self._printed: dict[str, int] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` units of `step` are done."""
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)
        if not self._console.is_terminal:
            self._print_tenths(step, done, total)

    def _print_tenths(self, step: str, done: int, total: int) -> None:
        tenth = 10 * done // total if total else 10
        if tenth > self._printed.get(step, 0):
            self._printed[step] = tenth
            self._console.print(f"{step}: {done} of {total}", markup=False)

    def __enter__(self) -> "StepProgress":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

"""What a PyTorch module does with its inputs: every call with what came from them, written down."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any


@dataclasses.dataclass(eq=False)
class Call:
    """A call of a function of PyTorch with tensors that are live, that is, came from the inputs.

    where: the module in which it was called; before: the calls that made the live ones; same:
    whether the result holds the live one's numbers, example by example, perhaps in another shape.
    """

    name: str
    function: Callable[..., Any]
    where: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    live: list[Any]
    before: list["Call"]
    result: Any
    same: bool

    def argument(self, place: int, name: str, default: Any = None) -> Any:
        """An argument given by place or by name."""
        return self.args[place] if len(self.args) > place else self.kwargs.get(name, default)

    def weights(self) -> Iterator[Any]:
        """The tensors that are not live."""
        for value in _tensors((self.args, self.kwargs)):
            if not any(value is one for one in self.live):
                yield value

    def repeated(self, value: float) -> Any:
        """What the call gives for one example of nothing but `value`: (n,) float64."""
        import torch

        (live,) = self.live
        instead = torch.full((1, *live.shape[1:]), value, dtype=torch.float64, device="cpu")

        def exchanged(given: Any) -> Any:
            if given is live:
                return instead
            is_number = isinstance(given, torch.Tensor) and given.is_floating_point()
            return given.double() if is_number else given

        args = [exchanged(one) for one in self.args]
        kwargs = {key: exchanged(one) for key, one in self.kwargs.items()}
        return self.function(*args, **kwargs).reshape(-1).numpy()


class Tape:
    """While it is `running`, it writes down the calls that follow from `inputs`.

    current: the names of the modules that are being called, the innermost last.
    """

    def __init__(self, inputs: Any, current: list[str]) -> None:
        self._current = current
        self._start = Call("input", lambda: inputs, "", (), {}, [], [], inputs, same=True)
        self._made = {id(inputs): self._start}  # calls keep what they made, so ids stay theirs
        self._calls: list[Call] = []

    def running(self) -> contextlib.AbstractContextManager[Any]:
        """A block in which PyTorch passes every call to `called`."""
        from torch.overrides import TorchFunctionMode

        class Mode(TorchFunctionMode):
            def __torch_function__(
                _, function: Any, types: Any, args: Any = (), kwargs: Any = None
            ) -> Any:
                return self.called(function, args, kwargs or {})

        return Mode()

    def called(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function, and write it down if it is called with what is live."""
        live = [one for one in _tensors((args, kwargs)) if id(one) in self._made]
        before = [self._made[id(one)] for one in live]
        result = function(*args, **kwargs)
        made = list(_tensors(result)) if live else []
        if made:
            name = getattr(function, "__name__", str(function))
            where = self._current[-1] if self._current else ""
            same = len(live) == len(made) == 1 and _hold_the_same(live[0], made[0])
            call = Call(name, function, where, args, kwargs, live, before, result, same)
            self._calls.append(call)
            self._made |= {id(one): call for one in made}
        return result

    def path_to(self, result: Any) -> list[Call]:
        """The calls on all ways from the inputs to a result, in the order of time; none if there
        is no way."""
        found: set[int] = set()
        ahead = [self._made.get(id(result), self._start)]
        while ahead:
            call = ahead.pop()
            if id(call) not in found:
                found.add(id(call))
                ahead += call.before
        return [call for call in self._calls if id(call) in found]


def _tensors(value: Any) -> Iterator[Any]:
    """The tensors in arguments or in a result."""
    import torch

    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _tensors(one)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))


def _hold_the_same(one: Any, other: Any) -> bool:
    if not one.ndim or not other.ndim or one.numel() != other.numel() or len(one) != len(other):
        return False
    return bool((one.reshape(len(one), -1) == other.reshape(len(other), -1)).all())

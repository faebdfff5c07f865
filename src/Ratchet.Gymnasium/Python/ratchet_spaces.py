"""From Gymnasium's spaces to the plain numbers that Ratchet reads and writes. docs/gymnasium.md has the rules."""

import array
import base64
import struct

# The narrowest of uint8, float32 and float64 that holds every number of a dtype.
WIRE = {"bool": "B", "uint8": "B", "int8": "f", "int16": "f", "uint16": "f", "float16": "f", "float32": "f"}
WIRE_ORDER = "Bfd"

MOST_PRODUCT_ACTIONS = 4096


class Refusal(Exception):
    """What is wrong with an environment: the rest of a sentence that begins with its name."""


# --- numbers, with numpy where the environment uses it ---------------------------------------------------------------------------------


def flatten(value, shape):
    """The numbers of nested sequences in C order; None where they don't have that shape."""
    if not shape:
        return None if hasattr(value, "__len__") else [value]
    if not hasattr(value, "__len__") or len(value) != shape[0]:
        return None
    if len(shape) == 1:
        return None if any(hasattr(part, "__len__") for part in value) else list(value)
    parts = [flatten(part, shape[1:]) for part in value]
    return None if None in parts else [number for part in parts for number in part]


def numbers(value):
    """The numbers of an array, of nested sequences, or of one number."""
    if hasattr(value, "ravel"):
        return value.ravel().tolist()
    return [number for part in value for number in numbers(part)] if hasattr(value, "__len__") else [value]


def nest(values, shape):
    """The inverse of flatten, for values that are an iterator."""
    return [nest(values, shape[1:]) for _ in range(shape[0])] if shape else next(values)


def product(factors):
    result = 1
    for factor in factors:
        result *= int(factor)
    return result


def shape_of(value):
    if hasattr(value, "shape"):
        return tuple(value.shape)
    return (len(value),) + (shape_of(value[0]) if len(value) else ()) if isinstance(value, (list, tuple)) else ()


def doubles(values):
    """Bounds as text: exact, and infinities too. One number stands for many that are equal."""
    values = [float(value) for value in values]
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values) if len(set(values)) != 1 else struct.pack("<d", values[0])).decode()


# --- observations ----------------------------------------------------------------------------------------------------------------------


class BoxPart:
    """A box, or a multi-binary space, as a part of an observation: its numbers in C order."""

    def __init__(self, path, space, numpy, binary=False):
        self.path, self.numpy = path, numpy
        self.shape = tuple(int(n) for n in space.shape)
        self.size = product(self.shape)
        self.dtype = str(space.dtype)
        self.wire = "B" if binary else WIRE.get(self.dtype, "d")
        self.low = [0] * self.size if binary else self.bounds(space.low)
        self.high = [1] * self.size if binary else self.bounds(space.high)
        self.kind = numpy and numpy.dtype(self.dtype)

    def __str__(self):
        return f"{'/'.join(map(str, self.path))}:box{self.shape}{self.dtype}"

    def bounds(self, value):
        values = numbers(value)
        return values * self.size if len(values) == 1 else values

    def target(self, memory, wire, offset):
        """Where the part of one environment's observation goes."""
        if self.numpy:
            return self.numpy.frombuffer(memory, self.numpy.dtype(wire), self.size, offset).reshape(self.shape)
        return memory[offset : offset + self.size * struct.calcsize(wire)].cast(wire)

    def write(self, value, target):
        if not self.numpy:
            return self.write_plain(value, target)
        if type(value) is not self.numpy.ndarray or value.dtype is not self.kind:
            value = self.convert(value)
        if value.shape != self.shape:
            raise Refusal(f"returned an observation of shape {value.shape}{self.place}; its space has {self.shape}")
        target[...] = value

    def write_plain(self, value, target):
        values = flatten(value, self.shape)
        if values is None:
            raise Refusal(f"returned an observation of shape {shape_of(value)}{self.place}; its space has {self.shape}")
        try:
            target[:] = array.array(target.format, values)
        except (TypeError, OverflowError) as problem:
            raise Refusal(f"returned an observation{self.place} that its space of {self.dtype} cannot hold: {problem}") from None

    def convert(self, value):
        """An array of another type, if the space's can hold its numbers."""
        result = self.numpy.asarray(value)
        if result.dtype.kind not in "biuf":
            raise Refusal(f"returned an observation of type {type(value).__name__}{self.place}; its space is a box of {self.dtype}")
        if self.wire == "B" and result.shape == self.shape and not (result.astype(self.numpy.uint8) == result).all():
            raise Refusal(f"returned an observation of {result.dtype}{self.place} that its space of {self.dtype} cannot hold")
        return result

    @property
    def place(self):
        return f" in {'/'.join(map(str, self.path))}" if self.path else ""


class OneHotPart:
    """A discrete or multi-discrete space as a part of an observation: one 1 among zeros for each variable."""

    def __init__(self, path, counts, starts, numpy):
        self.path, self.numpy = path, numpy
        self.counts, self.starts = counts, starts
        self.size = sum(counts)
        self.wire = "B"
        self.low, self.high = [0] * self.size, [1] * self.size
        self.zeros = {wire: array.array(wire, [0] * self.size) for wire in WIRE_ORDER}

    def __str__(self):
        return f"{'/'.join(map(str, self.path))}:one-hot{self.counts}{self.starts}"

    def target(self, memory, wire, offset):
        return memory[offset : offset + self.size * struct.calcsize(wire)].cast(wire)

    def write(self, value, target):
        values = numbers(value)
        if len(values) != len(self.counts):
            raise Refusal(f"returned an observation of {len(values)} whole numbers; its space has {len(self.counts)}")
        target[:] = self.zeros[target.format]
        first = 0
        for number, count, start in zip(values, self.counts, self.starts):
            index = int(number) - start
            if index != number - start or not 0 <= index < count:
                raise Refusal(f"returned the observation {number}; its space has {start} to {start + count - 1}")
            target[first + index] = 1
            first += count


def parts_of(space, spaces, numpy, path=()):
    """The parts of an observation, from left to right."""
    if isinstance(space, spaces.Dict):
        return [part for key, inner in space.spaces.items() for part in parts_of(inner, spaces, numpy, path + (key,))]
    if isinstance(space, spaces.Tuple):
        return [part for key, inner in enumerate(space.spaces) for part in parts_of(inner, spaces, numpy, path + (key,))]
    if isinstance(space, spaces.Box):
        return [BoxPart(path, space, numpy)]
    if isinstance(space, spaces.MultiBinary):
        return [BoxPart(path, space, numpy, binary=True)]
    if isinstance(space, spaces.Discrete):
        return [OneHotPart(path, [int(space.n)], [int(getattr(space, "start", 0))], numpy)]
    if isinstance(space, spaces.MultiDiscrete):
        counts = numbers(space.nvec)
        return [OneHotPart(path, counts, starts_of(space, len(counts)), numpy)]
    raise Refusal(
        f"has observations in a space of kind {type(space).__name__}, which has no fixed size; "
        "box, discrete, multi-discrete, multi-binary, dict and tuple spaces can be used"
    )


def starts_of(space, count):
    start = getattr(space, "start", None)
    return [0] * count if start is None else numbers(start)


# --- actions ---------------------------------------------------------------------------------------------------------------------------


class BoxAction:
    def __init__(self, space, numpy):
        self.numpy = numpy
        self.shape = tuple(int(n) for n in space.shape)
        self.size = product(self.shape)
        self.dtype = str(space.dtype)
        self.whole = "int" in self.dtype
        low, high = numbers(space.low), numbers(space.high)
        self.description = {"size": self.size, "low": doubles(low), "high": doubles(high), "kind": f"box{self.shape}{self.dtype}"}

    def bind(self, memory, offset, count):
        self.count = count
        if self.numpy:
            self.memory = self.numpy.frombuffer(memory, "<f8", count * self.size, offset).reshape((count,) + self.shape)
        else:
            self.memory = memory[offset : offset + 8 * count * self.size].cast("d")

    def read(self):
        """An action for each environment: copies, which an environment may keep."""
        if self.numpy:
            return (self.numpy.rint(self.memory) if self.whole else self.memory).astype(self.dtype)
        values = iter(map(round, self.memory) if self.whole else self.memory)
        return [nest(values, self.shape) for _ in range(self.count)]


class DiscreteAction:
    size = 1

    def __init__(self, space):
        self.start = int(getattr(space, "start", 0))
        self.description = {"count": int(space.n), "kind": f"discrete {self.start}"}

    def bind(self, memory, offset, count):
        self.memory = memory[offset : offset + 8 * count].cast("d")

    def read(self):
        return [int(index) + self.start for index in self.memory.tolist()]


class ProductAction:
    """Several discrete variables as one: the last one varies fastest."""

    size = 1

    def __init__(self, counts, starts, shape, dtype, numpy):
        self.numpy, self.dtype, self.shape = numpy, dtype, shape
        total = product(counts)
        if total > MOST_PRODUCT_ACTIONS:
            raise Refusal(f"has {total} combinations of discrete actions; at most {MOST_PRODUCT_ACTIONS} can be made into one discrete space")
        self.table = [self.combination(index, counts, starts) for index in range(total)]
        self.description = {"count": total, "kind": f"product {counts}{starts}"}

    @staticmethod
    def combination(index, counts, starts):
        values = []
        for count, start in zip(reversed(counts), reversed(starts)):
            index, digit = divmod(index, count)
            values.insert(0, digit + start)
        return values

    bind = DiscreteAction.bind

    def read(self):
        chosen = [self.table[int(index)] for index in self.memory.tolist()]
        if self.numpy:
            return [self.numpy.array(values, self.dtype).reshape(self.shape) for values in chosen]
        return [nest(iter(values), self.shape) for values in chosen]


def action_of(space, spaces, numpy):
    if isinstance(space, spaces.Box):
        return BoxAction(space, numpy)
    if isinstance(space, spaces.Discrete):
        return DiscreteAction(space)
    if isinstance(space, spaces.MultiDiscrete):
        counts = numbers(space.nvec)
        return ProductAction(counts, starts_of(space, len(counts)), shape_of(space.nvec), str(space.dtype), numpy)
    if isinstance(space, spaces.MultiBinary):
        shape = tuple(int(n) for n in space.shape)
        size = product(shape)
        return ProductAction([2] * size, [0] * size, shape, "int8", numpy)
    raise Refusal(f"takes actions from a space of kind {type(space).__name__}; box, discrete, multi-discrete and multi-binary spaces can be used")


def uses_arrays(space, kinds):
    """Whether numbers of the space are numpy's."""
    if isinstance(space, (kinds.Dict, kinds.Tuple)):
        return any(uses_arrays(inner, kinds) for inner in (space.spaces.values() if isinstance(space, kinds.Dict) else space.spaces))
    return any(hasattr(getattr(space, name, None), "dtype") for name in ("low", "nvec", "n")) or hasattr(getattr(space, "dtype", None), "itemsize")

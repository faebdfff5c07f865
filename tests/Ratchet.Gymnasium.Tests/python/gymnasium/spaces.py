"""Spaces with numpy's arrays, as the real ones have them, or (arrays=False) with lists."""


try:
    import numpy
except ImportError:
    numpy = None


def array(values, dtype, arrays):
    return numpy.array(values, dtype) if arrays else values


def full(shape, value):
    return [full(shape[1:], value) for _ in range(shape[0])] if shape else value


def shape_of(value):
    return tuple(value.shape) if hasattr(value, "shape") else (len(value),) + shape_of(value[0]) if isinstance(value, list) else ()


class Space:
    def __repr__(self):
        return f"{type(self).__name__}{self.shape}"

    shape = None


class Box(Space):
    def __init__(self, low, high, shape=None, dtype="float32", arrays=numpy is not None):
        self.shape = tuple(shape) if shape is not None else shape_of(low)
        self.dtype = numpy.dtype(dtype) if arrays else dtype
        self.low = array(full(self.shape, low) if shape is not None else low, dtype, arrays)
        self.high = array(full(self.shape, high) if shape is not None else high, dtype, arrays)


class Discrete(Space):
    def __init__(self, n, start=0, arrays=numpy is not None):
        self.shape, self.dtype = (), numpy.dtype("int64") if arrays else "int64"
        self.n, self.start = (numpy.int64(n), numpy.int64(start)) if arrays else (n, start)


class MultiDiscrete(Space):
    def __init__(self, nvec, start=None, arrays=numpy is not None):
        self.dtype = numpy.dtype("int64") if arrays else "int64"
        self.nvec = array(nvec, "int64", arrays)
        self.shape = shape_of(nvec)
        self.start = array(full(self.shape, 0) if start is None else start, "int64", arrays)


class MultiBinary(Space):
    def __init__(self, n, arrays=numpy is not None):
        self.dtype = numpy.dtype("int8") if arrays else "int8"
        self.n = n
        self.shape = (n,) if isinstance(n, int) else tuple(n)


class Dict(Space):
    def __init__(self, spaces):
        self.spaces = dict(sorted(spaces.items()))


class Tuple(Space):
    def __init__(self, spaces):
        self.spaces = tuple(spaces)


class Text(Space):
    def __init__(self, max_length):
        self.max_length = max_length

"""Runs Gymnasium environments for Ratchet, which starts this file in a Python process. docs/gymnasium.md has the protocol.

Requests and answers are frames on the process's first standard input and output: a length (32 bits, little endian), then as many bytes.
Actions, observations, rewards and ends lie in memory that both processes map. What environments print goes to standard error.
"""

import array
import base64
import difflib
import faulthandler
import importlib
import json
import mmap
import os
import select
import signal
import struct
import sys
import threading
import time
import traceback

PROTOCOL = 1
FILE = "<ratchet worker>"

TERMINATED, TRUNCATED = 1, 2
IDLE = -1

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


# --- environments ----------------------------------------------------------------------------------------------------------------------


class Group:
    """Environments that step together, and the memory they share with Ratchet."""

    def __init__(self, gymnasium, request):
        self.gymnasium = gymnasium
        self.autoreset = request["autoreset"]
        self.progress = [IDLE]  # until there is memory
        self.environments = []
        self.spaces = []
        for index in range(request["count"]):
            environment = gymnasium.make(request["id"], **request["arguments"])
            self.environments.append(environment)
            self.spaces.append((environment.observation_space, environment.action_space))
            parts, action, description = self.describe(environment)
            if index == 0:
                self.parts, self.action, self.description = parts, action, description
            elif description != self.description:
                raise Refusal("has other spaces than the instance before it; they must be the same")

    def describe(self, environment):
        numpy = sys.modules.get("numpy")
        observations, actions = environment.observation_space, environment.action_space
        kinds = self.gymnasium.spaces
        if not any(uses_arrays(space, kinds) for space in (observations, actions)):
            numpy = None
        parts = parts_of(observations, kinds, numpy)
        action = action_of(actions, kinds, numpy)
        return parts, action, {
            "observation": {
                "wire": max((part.wire for part in parts), key=WIRE_ORDER.index, default="B"),
                "size": sum(part.size for part in parts),
                "low": doubles([bound for part in parts for bound in part.low]),
                "high": doubles([bound for part in parts for bound in part.high]),
                "kind": " ".join(map(str, parts)),
            },
            "action": action.description,
        }

    def attach(self, request):
        """Maps the memory. All sections begin at offsets that Ratchet chooses."""
        descriptor = os.open(request["path"], os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            memory = memoryview(mmap.mmap(descriptor, request["size"]))
        finally:
            os.close(descriptor)
        count = len(self.environments)
        self.progress = memory[:4].cast("i")
        self.progress[0] = IDLE
        self.action.bind(memory, request["actions"], count)
        self.rewards = memory[request["rewards"] : request["rewards"] + 8 * count].cast("d")
        self.flags = memory[request["flags"] : request["flags"] + count]
        self.observations = [self.targets(memory, request["observations"], row) for row in range(count)]
        self.final_observations = [self.targets(memory, request["finals"], row) for row in range(count)]

    def targets(self, memory, offset, row):
        """For the observation of one environment: each part and where it goes."""
        wire = self.description["observation"]["wire"]
        width = struct.calcsize(wire)
        offset += row * width * self.description["observation"]["size"]
        result = []
        for part in self.parts:
            result.append((part, part.target(memory, wire, offset)))
            offset += part.size * width
        return result

    def reset(self, seeds):
        for index, seed in enumerate(seeds):
            self.begin_episode(index, seed)
        self.progress[0] = IDLE

    def begin_episode(self, index, seed=None):
        self.progress[0] = 2 * index + 1
        environment = self.environments[index]
        result = environment.reset(seed=seed)
        if not isinstance(result, tuple) or len(result) != 2:
            raise Refusal(f"returned {kind_of(result)} from reset; expected an observation and an info dict (Gymnasium's API, not the old Gym's)")
        self.require_same_spaces(index)
        write(result[0], self.observations[index])

    def require_same_spaces(self, index):
        environment = self.environments[index]
        spaces = environment.observation_space, environment.action_space
        if spaces[0] is not self.spaces[index][0] or spaces[1] is not self.spaces[index][1]:
            if self.describe(environment)[2] != self.description:
                raise Refusal(f"changed its spaces, to {spaces[0]} and {spaces[1]}; they must stay as they were")
            self.spaces[index] = spaces

    def step(self):
        actions = self.action.read()
        progress, rewards, flags = self.progress, self.rewards, self.flags
        for index, environment in enumerate(self.environments):
            progress[0] = 2 * index
            result = environment.step(actions[index])
            try:
                observation, reward, terminated, truncated, _ = result
            except (TypeError, ValueError):
                raise Refusal(
                    f"returned {kind_of(result)} from step; expected observation, reward, terminated, truncated, info (Gymnasium's API, not the old Gym's)"
                ) from None
            rewards[index] = reward
            if not (terminated or truncated):
                flags[index] = 0
                write(observation, self.observations[index])
            else:
                flags[index] = (TERMINATED if terminated else 0) | (TRUNCATED if truncated else 0)
                if self.autoreset:
                    write(observation, self.final_observations[index])
                    self.begin_episode(index)
                else:
                    write(observation, self.observations[index])
        progress[0] = IDLE

    def close(self):
        for environment in self.environments:
            environment.close()


def write(observation, targets):
    for part, target in targets:
        value = observation
        try:
            for key in part.path:
                value = value[key]
        except (KeyError, IndexError, TypeError):
            raise Refusal(f"returned an observation without {'/'.join(map(str, part.path))}") from None
        part.write(value, target)


def uses_arrays(space, kinds):
    """Whether numbers of the space are numpy's."""
    if isinstance(space, (kinds.Dict, kinds.Tuple)):
        return any(uses_arrays(inner, kinds) for inner in (space.spaces.values() if isinstance(space, kinds.Dict) else space.spaces))
    return any(hasattr(getattr(space, name, None), "dtype") for name in ("low", "nvec", "n")) or hasattr(getattr(space, "dtype", None), "itemsize")


def kind_of(result):
    return f"{len(result)} values" if isinstance(result, tuple) else f"a {type(result).__name__}"


# --- requests --------------------------------------------------------------------------------------------------------------------------


class Channel:
    """Frames over two file descriptors."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink

    def receive(self):
        """The next request; None when there will be no more."""
        # One request is under way at a time, so what arrives together belongs together.
        data = os.read(self.source, 65536)
        while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:4], "little"):
            more = os.read(self.source, 65536)
            if not more:
                return None
            data += more
        return data[4:]

    def answer(self, problem=None, **content):
        body = b"\0" if problem is None else b"\1"
        if problem is not None or content:
            body += json.dumps(content if problem is None else problem).encode()
        frame = memoryview(struct.pack("<I", len(body)) + body)
        while frame:
            frame = frame[os.write(self.sink, frame) :]


class Worker:
    def __init__(self, channel):
        self.channel = channel
        self.groups = {}
        self.busy = False

    def serve(self):
        self.channel.answer(protocol=PROTOCOL, python=sys.version.split()[0])
        while True:
            request = self.channel.receive()
            if not request:
                return
            self.busy = True
            group = None
            try:
                if request[:1] == b"S":
                    group = self.groups[int.from_bytes(request[1:], "little")]
                    group.step()
                    self.channel.answer()
                else:
                    content = json.loads(request[1:])
                    group = self.groups.get(content["group"])
                    self.channel.answer(**(self.handle(request[:1], content, group) or {}))
            except BaseException as problem:
                self.channel.answer(describe_problem(problem, group))
            self.busy = False

    def handle(self, kind, content, group):
        if kind == b"M":
            return self.make(content)
        if kind == b"A":
            return group.attach(content)
        if kind == b"R":
            return group.reset(content["seeds"])
        if kind == b"C":
            return self.groups.pop(content["group"]).close()
        raise ValueError(f"unknown request {kind}")

    def make(self, content):
        try:
            gymnasium = importlib.import_module("gymnasium")
        except ModuleNotFoundError as problem:
            if problem.name != "gymnasium":
                raise
            raise Refusal(
                f"could not be made: {sys.executable} (Python {sys.version.split()[0]}) has no Gymnasium; "
                f"install it with '{sys.executable} -m pip install gymnasium', or name another interpreter with --python"
            ) from None
        try:
            group = self.groups[content["group"]] = Group(gymnasium, content)
        except gymnasium.error.Error as problem:
            raise Refusal(f"could not be made: {problem}{nearest_id(gymnasium, content['id'], str(problem))}") from None
        return group.description

    def close(self):
        for group in self.groups.values():
            try:
                group.close()
            except Exception:
                traceback.print_exc()


def nearest_id(gymnasium, name, message):
    """The registered environment with the nearest name, where Gymnasium has not named one itself."""
    nearest = difflib.get_close_matches(name, getattr(gymnasium, "registry", {}), n=1)
    return f" (did you mean '{nearest[0]}'?)" if nearest and "did you mean" not in message.lower() and nearest[0] not in message else ""


def describe_problem(problem, group):
    """What the answer says about an exception, without the frames of this file."""
    progress = group.progress[0] if group is not None else IDLE
    result = {"instance": progress // 2, "resetting": progress % 2 == 1} if progress != IDLE else {}
    if isinstance(problem, Refusal):
        return {**result, "message": str(problem)}
    last = "".join(traceback.format_exception_only(type(problem), problem)).strip()
    text = "".join(["Traceback (most recent call last):\n", *environment_frames(traceback.extract_tb(problem.__traceback__)), last])
    return {**result, "message": f"raised {last.splitlines()[-1]}", "traceback": text}


def environment_frames(frames):
    return traceback.format_list([frame for frame in frames if frame.filename not in (FILE, "<string>")])


# --- the process -------------------------------------------------------------------------------------------------------------------------


def main():
    patience = float(sys.argv[2])
    sys.argv = [""]
    worker = Worker(Channel(*take_standard_streams()))
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is Ratchet's business
    if hasattr(os, "setsid"):
        os.setsid()  # processes that environments start can then be ended together with this one
    threading.Thread(target=watch, args=(worker, patience), daemon=True).start()
    try:
        worker.serve()
        worker.close()
    finally:
        end_process()


def take_standard_streams():
    """Keeps the pipes for the protocol. Environments that read find nothing, and what they print goes to standard error."""
    if os.name == "nt":
        import msvcrt

        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(1, os.O_BINARY)
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout.reconfigure(line_buffering=True)
    return source, sink


def watch(worker, patience):
    """Ends this process when Ratchet is gone or has given it up, even where an environment never returns."""
    wait_for_hangup(worker.channel.source, patience)
    try:
        if worker.busy:
            stack = traceback.extract_stack(sys._current_frames()[threading.main_thread().ident])
            os.write(2, ("It was here (most recent call last):\n" + "".join(environment_frames(stack))).encode())
        else:
            time.sleep(2)  # the environments are being closed
    finally:
        end_process()


def wait_for_hangup(source, patience):
    if not hasattr(select, "poll"):
        return wait_for_parent()
    poll, parent = select.poll(), os.getppid()
    poll.register(source, 0)  # a hang-up is told without being asked for
    while os.getppid() == parent and not poll.poll(1000):
        # An extension that never gives the interpreter's lock back stops this thread too; a timer outside of Python then ends the process.
        faulthandler.dump_traceback_later(patience, exit=True)


def wait_for_parent():
    """For Windows, where a pipe cannot be polled."""
    import ctypes

    synchronize, forever = 0x00100000, 0xFFFFFFFF
    parent = ctypes.windll.kernel32.OpenProcess(synchronize, False, os.getppid())
    ctypes.windll.kernel32.WaitForSingleObject(parent, forever)


def end_process():
    """At once, together with what environments started: no thread or exit handler of theirs may hold it up."""
    if hasattr(os, "getpgrp") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


main()

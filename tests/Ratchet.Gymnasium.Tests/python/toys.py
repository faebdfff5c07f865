"""Environments that show every space, and environments that misbehave."""

import ctypes
import os
import subprocess
import sys
import time

import gymnasium
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Text, Tuple, numpy

ARRAYS = numpy is not None


class Toy(gymnasium.Env):
    """Counts its steps: episode e's step t shows 100 e + t; an episode ends after five."""

    length = 5

    def __init__(self, arrays=ARRAYS):
        self.arrays = arrays
        self.observation_space = Box(-1e6, 1e6, (2,), "float64", arrays=arrays)
        self.action_space = Discrete(3, arrays=arrays)
        self.episode = self.elapsed = 0
        self.seed = None

    def reset(self, *, seed=None, options=None):
        if seed is not None:
            self.seed = seed
        self.episode += 1
        self.elapsed = 0
        return self.observe(), {}

    def step(self, action):
        self.elapsed += 1
        self.act(action)
        return self.observe(), self.reward(), self.terminated(), False, {}

    def act(self, action):
        self.action = action

    def reward(self):
        return float(self.elapsed)

    def terminated(self):
        return self.elapsed >= self.length

    def observe(self):
        return self.vector([100 * self.episode + self.elapsed, self.seed or 0], "float64")

    def vector(self, values, dtype):
        return numpy.array(values, dtype) if self.arrays else values


class Seeded(Toy):
    """Shows the seed of its first reset; cut off rather than terminated in odd episodes."""

    def step(self, action):
        observation, reward, ended, _, info = super().step(action)
        odd = self.episode % 2 == 1
        return observation, reward, ended and not odd, ended and odd, info


class Numbers(Toy):
    """Shows numbers that only their own format holds exactly, and takes a box of two."""

    VALUES = {"float32": [0.1, -3.4e38], "float64": [0.1, 1e-300], "uint8": [255, 7], "int16": [-32768, 32767], "int64": [2**53, -1], "bool": [True, False]}

    def __init__(self, dtype="float32", arrays=ARRAYS):
        super().__init__(arrays)
        self.dtype = dtype
        low, high = {"uint8": (0, 255), "bool": (0, 1)}.get(dtype, (float("-inf"), float("inf")))
        if "int" in dtype and dtype != "uint8":
            low, high = (-32768, 32767) if dtype == "int16" else (-(2**53), 2**53)
        self.observation_space = Box(low, high, (2,), dtype, arrays=arrays)

    def observe(self):
        return self.vector(self.VALUES[self.dtype], self.dtype)


class Echo(Toy):
    """Shows the action that it received."""

    def __init__(self, kind="box", arrays=ARRAYS):
        super().__init__(arrays)
        self.action_space = {
            "box": lambda: Box(-2.0, 2.0, (2, 2), "float32", arrays=arrays),
            "integers": lambda: Box(-5, 5, (2,), "int64", arrays=arrays),
            "discrete": lambda: Discrete(3, start=-1, arrays=arrays),
            "multi-discrete": lambda: MultiDiscrete([3, 2, 4], start=[0, 10, 0], arrays=arrays),
            "multi-binary": lambda: MultiBinary(3, arrays=arrays),
            "many": lambda: MultiBinary(13, arrays=arrays),
            "dict": lambda: Dict({"a": Discrete(2, arrays=arrays)}),
        }[kind]()
        self.size = {"box": 4, "integers": 2, "discrete": 1}.get(kind, 3)
        self.observation_space = Box(-100, 100, (self.size,), "float64", arrays=arrays)
        self.action = None

    def observe(self):
        if self.action is None:
            return self.vector([0] * self.size, "float64")
        if self.arrays and not isinstance(self.action, int):
            assert self.action.dtype == self.action_space.dtype and self.action.shape == self.action_space.shape
        return self.vector([float(value) for value in flat(self.action)], "float64")


def flat(value):
    return [number for part in value for number in flat(part)] if getattr(value, "shape", None) or isinstance(value, list) else [value]


class Spaces(Toy):
    """Observations of every kind."""

    def __init__(self, kind, arrays=ARRAYS):
        super().__init__(arrays)
        self.kind = kind
        a = arrays
        self.observation_space = {
            "discrete": lambda: Discrete(4, start=2, arrays=a),
            "multi-discrete": lambda: MultiDiscrete([2, 3], arrays=a),
            "multi-binary": lambda: MultiBinary(3, arrays=a),
            "image": lambda: Box(0, 255, (2, 3, 1), "uint8", arrays=a),
            "frame": lambda: Box(0, 255, (9, 11, 3), "uint8", arrays=a),
            "constant": lambda: Box([0.0, 1.0], [0.0, 2.0], arrays=a),
            "unbounded": lambda: Box([float("-inf"), float("inf"), float("nan")], [float("inf"), float("inf"), 1.0], arrays=a),
            "scalar": lambda: Box(0, 1, (), arrays=a),
            "tuple": lambda: Tuple([Discrete(2, arrays=a), Box(-1, 1, (2,), arrays=a)]),
            "dict": lambda: Dict({"z": Discrete(3, arrays=a), "a": Tuple([MultiBinary(2, arrays=a), Box(0, 9, (1,), "float64", arrays=a)])}),
            "text": lambda: Dict({"word": Text(5)}),
            "empty": lambda: Dict({}),
        }[kind]()

    def observe(self):
        return {
            "discrete": lambda: numpy.int64(4) if self.arrays else 4,
            "multi-discrete": lambda: self.vector([1, 2], "int64"),
            "multi-binary": lambda: self.vector([1, 0, 1], "int8"),
            "image": lambda: self.vector([[[1], [2], [3]], [[4], [5], [255]]], "uint8"),
            "frame": lambda: self.vector([[[(33 * y + 3 * x + c) % 256 for c in range(3)] for x in range(11)] for y in range(9)], "uint8"),
            "constant": lambda: self.vector([0.0, 1.5], "float32"),
            "unbounded": lambda: self.vector([1.0, 2.0, 3.0], "float32"),
            "scalar": lambda: numpy.float32(0.5) if self.arrays else 0.5,
            "tuple": lambda: (1, self.vector([0.5, -0.5], "float32")),
            "dict": lambda: {"a": (self.vector([0, 1], "int8"), self.vector([0.1], "float64")), "z": 2},
        }[self.kind]()


class Fails(Toy):
    """Does something wrong at a step of the second episode (or at=reset, or at=make)."""

    made = 0

    def __init__(self, how, at="step", instance=None, arrays=ARRAYS, once=None):
        super().__init__(arrays)
        self.how, self.at, self.once = how, at, once
        # The worker makes its environments one after another.
        self.guilty = instance is None or Fails.made == instance
        Fails.made += 1
        if at == "make":
            self.fail()
        if how == "other-spaces" and self.guilty:
            self.observation_space = Box(-1, 1, (3,), "float64", arrays=arrays)

    def reset(self, *, seed=None, options=None):
        result = super().reset(seed=seed, options=options)
        if self.at == "reset" and self.episode == 2 and self.guilty:
            return (self.fail() or [result])[0]
        return result

    def step(self, action):
        result = super().step(action)
        if self.at == "step" and self.episode == 2 and self.elapsed == 3 and self.guilty:
            return (self.fail() or [result])[0]
        return result

    def fail(self):
        """Returns what to return instead, in a list of one."""
        if self.once and os.path.exists(self.once):
            return None
        if self.once:
            open(self.once, "w").close()
        observation = self.observe()
        if self.how == "raise":
            raise ValueError("the gripper has lost the cube")
        if self.how == "undecodable":
            raise ValueError("no file " + b"\xff".decode(errors="surrogateescape"))
        if self.how == "dependency":
            raise gymnasium.error.DependencyNotInstalled("Box2D is not installed")
        if self.how == "exit":
            print("out of luck", flush=True)
            os._exit(3)
        if self.how == "system-exit":
            sys.exit("leaving")
        if self.how == "abort":
            os.abort()
        if self.how == "hang":
            time.sleep(1000)
        while self.how == "spin":
            pass
        if self.how == "hold":
            ctypes.PyDLL(None).sleep(1000)
        if self.how == "change-spaces":
            self.observation_space = Box(-1, 1, (3,), "float64", arrays=self.arrays)
            return [(observation, {})]
        return [{
            "nan": (self.vector([1.0, float("nan")], "float64"), 0.0, False, False, {}),
            "infinity": (self.vector([1.0, float("inf")], "float64"), 0.0, False, False, {}),
            "shape": (self.vector([1.0, 2.0, 3.0], "float64"), 0.0, False, False, {}),
            "nested": (self.vector([[1.0, 2.0]], "float64"), 0.0, False, False, {}),
            "type": ("word", 0.0, False, False, {}),
            "nan-reward": (observation, float("nan"), False, False, {}),
            "no-reward": (observation, None, False, False, {}),
            "four": (observation, 0.0, False, {}),
            "none": None,
            "bare": observation,
        }[self.how]]


class Child(Toy):
    """Starts a process of its own, and says its number."""

    def __init__(self, arrays=ARRAYS):
        super().__init__(arrays)
        self.child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])

    def observe(self):
        return self.vector([float(os.getpid()), float(self.child.pid)], "float64")

    def act(self, action):
        if action == 2:
            time.sleep(1000)


class Forks(Toy):
    """Dies in its third step and leaves a process behind that holds everything it had open; says the number of that."""

    def __init__(self, arrays=ARRAYS):
        super().__init__(arrays)
        self.child = os.fork()
        if self.child == 0:
            time.sleep(1000)
            os._exit(0)

    def observe(self):
        return self.vector([float(os.getpid()), float(self.child)], "float64")

    def act(self, action):
        if self.elapsed == 3:
            os.kill(os.getpid(), 9)


class Prints(Toy):
    """Prints where the protocol runs, and reads where requests come from."""

    def reset(self, *, seed=None, options=None):
        print("hello")
        os.write(1, b"\0\1\2\3\n")
        assert sys.stdin.read() == ""
        return super().reset(seed=seed, options=options)


for environment in (Toy, Seeded, Numbers, Echo, Spaces, Fails, Child, Forks, Prints):
    gymnasium.register(f"{environment.__name__}-v0", environment)

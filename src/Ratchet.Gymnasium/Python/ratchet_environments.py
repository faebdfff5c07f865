"""The environments of a worker, and the memory that they share with Ratchet. docs/gymnasium.md has its layout."""

import mmap
import os
import struct
import sys

from ratchet_spaces import WIRE_ORDER, Refusal, action_of, doubles, parts_of, uses_arrays

TERMINATED, TRUNCATED = 1, 2
IDLE = -1


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
            if index == 0:
                self.parts, self.action, self.description = self.describe(environment)
            elif not self.has_same_spaces(index, 0):
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

    def has_same_spaces(self, index, as_known):
        """Whether the spaces of an environment are those known of another one, or of itself before."""
        environment = self.environments[index]
        # What makes up an image's description are 100,000 bounds: equal spaces need none.
        if (environment.observation_space, environment.action_space) == self.spaces[as_known]:
            return True
        return self.describe(environment)[2] == self.description

    def require_same_spaces(self, index):
        environment = self.environments[index]
        spaces = environment.observation_space, environment.action_space
        if spaces[0] is not self.spaces[index][0] or spaces[1] is not self.spaces[index][1]:
            if not self.has_same_spaces(index, index):
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
            try:
                rewards[index] = reward
            except (TypeError, ValueError):
                raise Refusal(f"returned {reward!r} as its reward; expected one number") from None
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


def kind_of(result):
    return f"{len(result)} values" if isinstance(result, tuple) else f"a {type(result).__name__}"

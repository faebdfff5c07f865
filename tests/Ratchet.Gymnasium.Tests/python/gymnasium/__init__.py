"""A small module with the interface of the Gymnasium package, for tests where the real one cannot be installed."""

import importlib

from . import error, spaces
from .core import Env, TimeLimit

__all__ = ["Env", "error", "make", "register", "registry", "spaces"]

registry = {}


class Spec:
    def __init__(self, id, entry_point, max_episode_steps):
        self.id, self.entry_point, self.max_episode_steps = id, entry_point, max_episode_steps


def register(id, entry_point, max_episode_steps=None):
    registry[id] = Spec(id, entry_point, max_episode_steps)


def make(id, **kwargs):
    module, colon, name = id.rpartition(":")
    if colon:
        importlib.import_module(module)
    if name not in registry:
        raise error.NameNotFound(f"Environment `{name}` doesn't exist.")
    spec = registry[name]
    environment = spec.entry_point(**kwargs)
    return environment if spec.max_episode_steps is None else TimeLimit(environment, spec.max_episode_steps)


from . import classic  # noqa: E402 (it registers)

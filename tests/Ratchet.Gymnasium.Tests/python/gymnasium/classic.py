"""CartPole as Gymnasium defines it."""

import math
import random

import gymnasium
from gymnasium.spaces import Box, Discrete, numpy

GRAVITY, CART, POLE, HALF_LENGTH, FORCE, TAU = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02
MOST_X, MOST_ANGLE = 2.4, 12 * 2 * math.pi / 360


class CartPole(gymnasium.Env):
    def __init__(self, arrays=numpy is not None):
        bounds = [2 * MOST_X, math.inf, 2 * MOST_ANGLE, math.inf]
        self.observation_space = Box([-bound for bound in bounds], bounds, arrays=arrays)
        self.action_space = Discrete(2, arrays=arrays)
        self.arrays = arrays
        self.random = random.Random()

    def reset(self, *, seed=None, options=None):
        if seed is not None:
            self.random.seed(seed)
        self.state = [self.random.uniform(-0.05, 0.05) for _ in range(4)]
        return self.observe(), {}

    def step(self, action):
        assert action in (0, 1)
        x, speed, angle, spin = self.state
        force = FORCE if action == 1 else -FORCE
        cosine, sine = math.cos(angle), math.sin(angle)
        push = (force + POLE * HALF_LENGTH * spin * spin * sine) / (CART + POLE)
        turn = (GRAVITY * sine - cosine * push) / (HALF_LENGTH * (4 / 3 - POLE * cosine * cosine / (CART + POLE)))
        acceleration = push - POLE * HALF_LENGTH * turn * cosine / (CART + POLE)
        self.state = [x + TAU * speed, speed + TAU * acceleration, angle + TAU * spin, spin + TAU * turn]
        terminated = abs(self.state[0]) > MOST_X or abs(self.state[2]) > MOST_ANGLE
        return self.observe(), 1.0, terminated, False, {}

    def observe(self):
        return numpy.array(self.state, dtype=numpy.float32) if self.arrays else list(self.state)


gymnasium.register("CartPole-v1", CartPole, max_episode_steps=500)

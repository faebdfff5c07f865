class Env:
    observation_space = None
    action_space = None

    def reset(self, *, seed=None, options=None):
        raise NotImplementedError

    def step(self, action):
        raise NotImplementedError

    def close(self):
        pass


class TimeLimit(Env):
    def __init__(self, environment, steps):
        self.environment, self.steps = environment, steps
        self.elapsed = None

    @property
    def observation_space(self):
        return self.environment.observation_space

    @property
    def action_space(self):
        return self.environment.action_space

    def reset(self, *, seed=None, options=None):
        self.elapsed = 0
        return self.environment.reset(seed=seed, options=options)

    def step(self, action):
        observation, reward, terminated, truncated, info = self.environment.step(action)
        self.elapsed += 1
        return observation, reward, terminated, truncated or self.elapsed >= self.steps, info

    def close(self):
        self.environment.close()

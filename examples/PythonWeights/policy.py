"""A policy of Ratchet in Python, from its file of weights (ratchet export RUN --weights FILE) and with numpy alone.

    python policy.py FILE < observations     prints an action for each line of numbers
    python policy.py FILE --scale 0.5 NEW    halves the weights of the last layer, and writes the policy into a new file
"""

import json
import struct
import sys

import numpy as np

KINDS = {"F32": "<f4", "F64": "<f8"}


def read(path):
    """The arrays of a safetensors file by name, and its metadata."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        arrays[name] = np.frombuffer(data[begin:end], KINDS[entry["dtype"]]).reshape(entry["shape"])
    return arrays, metadata


def write(path, arrays, metadata):
    """A safetensors file; the metadata must be kept, for it tells what the arrays are."""
    header, data = {"__metadata__": metadata}, b""
    for name, array in sorted(arrays.items(), key=lambda item: -item[1].itemsize):
        kind = next(kind for kind, code in KINDS.items() if array.dtype == np.dtype(code))
        content = np.ascontiguousarray(array).tobytes()
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


ACTIVATIONS = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "elu": lambda x: np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1),
    "silu": lambda x: x / (1 + np.exp(-x)),
}


def layers(arrays, network):
    """The names of a network's layers, first to last: the activations between them are counted too, as in PyTorch's Sequential."""
    number = 0
    while f"{network}.{number}.weight" in arrays:
        yield f"{network}.{number}"
        number += 2


def act(arrays, description, observation):
    """The most probable action for one raw observation."""
    x = np.asarray(observation, np.float64)
    if description["normalize_observations"]:
        clip = description["observation_clip"]
        x = np.clip((x - arrays["normalizer.mean"]) * arrays["normalizer.inverse_deviation"], -clip, clip)
    chain = list(layers(arrays, "trunk")) + list(layers(arrays, "policy"))
    for layer in chain:
        x = arrays[f"{layer}.weight"] @ x + arrays[f"{layer}.bias"]
        if layer != chain[-1]:
            x = ACTIVATIONS[description["activation"]](x)
    return to_action(x, description)


def to_action(z, description):
    """The mode of the distribution whose numbers the network gave, as the environment takes it."""
    actions, distribution = description["action"], description["distribution"]
    if distribution == "categorical":
        return np.array([np.argmax(z)], float)
    if distribution == "multi-categorical":
        return np.array([np.argmax(part) for part in np.split(z, np.cumsum(actions["counts"])[:-1])], float)
    if distribution == "bernoulli":
        return (z > 0).astype(float)
    low = np.array([-np.inf if bound is None else bound for bound in actions["low"]])
    high = np.array([np.inf if bound is None else bound for bound in actions["high"]])
    if distribution == "beta":
        above, below = np.split(np.logaddexp(0, z), 2)
        return low + (high - low) * above / (above + below)
    bound = "tanh-and-rescale" if distribution == "squashed-gaussian" else description["action_bound"]
    if bound == "none":
        return z
    bounded = np.isfinite(low) & np.isfinite(high)
    if bound != "clip":
        share = np.tanh(z) if bound == "tanh-and-rescale" else np.clip(z, -1, 1)
        start, width = np.where(bounded, low, 0), np.where(bounded, high, 0) - np.where(bounded, low, 0)
        z = np.where(bounded, start + width * (share + 1) / 2, z)
    return np.clip(z, low, high)


def main():
    arrays, metadata = read(sys.argv[1])
    if "--scale" in sys.argv:
        factor, path = sys.argv[3:5]
        last = list(layers(arrays, "policy"))[-1]
        changed = {name: array * np.float32(factor) if name.startswith(last) else array for name, array in arrays.items()}
        write(path, changed, metadata)
        return
    description = json.loads(metadata["policy"])
    for line in sys.stdin:
        print(*act(arrays, description, [float(number) for number in line.split()]))


if __name__ == "__main__":
    main()

"""Runs Gymnasium environments for Ratchet, which starts this module in a Python process. docs/gymnasium.md has the protocol.

Requests and answers are frames on the process's first standard input and output: a length (32 bits, little endian), then as many bytes.
Actions, observations, rewards and ends lie in memory that both processes map. What environments print goes to standard error.
"""

import difflib
import faulthandler
import importlib
import json
import os
import select
import signal
import struct
import sys
import threading
import time
import traceback

from ratchet_environments import IDLE, Group
from ratchet_spaces import Refusal

PROTOCOL = 1


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
            # A message may hold halves of characters, such as undecodable bytes of a file's name, which are no text elsewhere.
            body += json.dumps(content if problem is None else problem, ensure_ascii=False).encode(errors="replace")
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
    """The registered environment with the nearest name, where Gymnasium has not named one itself; what to do where a package was not imported."""
    module, _, name = name.rpartition(":")
    registry = getattr(gymnasium, "registry", {})
    if name in registry:
        return ""  # it is known, and something else is wrong
    nearest = difflib.get_close_matches(name, registry, n=1)
    if not nearest and not module and "/" in name:
        return " (name the module that registers it too, as in gym:ale_py:ALE/Pong-v5)"
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
    return traceback.format_list([frame for frame in frames if not frame.filename.startswith(("<ratchet", "<string>"))])


# --- the process -------------------------------------------------------------------------------------------------------------------------


def main(patience):
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

"""Prints the events of a TensorBoard event file, a line of JSON each: python3 read_events.py FILE

Shares nothing with the library that writes the files: the descriptors are built here from TensorFlow's public definitions
(tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto), Python's own protobuf decodes, and the checksum is
computed from a table of its own. Whatever is wrong with the file is an exception.
"""

import json
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def event_class():
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="tensorflow", syntax="proto3")

    def message(parent, name, *fields, oneof=None):
        made = parent.add(name=name)
        if oneof:
            made.oneof_decl.add(name=oneof)
        for label, number, kind, type_name, inside in fields:
            one = made.field.add(name=label, number=number, type=kind, label=field.LABEL_REPEATED if label == "value" and type_name else field.LABEL_OPTIONAL)
            if type_name:
                one.type_name = type_name
            if inside:
                one.oneof_index = 0
        return made

    summary = message(file.message_type, "Summary", ("value", 1, field.TYPE_MESSAGE, ".tensorflow.Summary.Value", False))
    message(
        summary.nested_type, "Value",
        ("tag", 1, field.TYPE_STRING, None, False), ("node_name", 7, field.TYPE_STRING, None, False),
        ("simple_value", 2, field.TYPE_FLOAT, None, True), ("obsolete_old_style_histogram", 3, field.TYPE_BYTES, None, True),
        oneof="value")
    message(
        file.message_type, "Event",
        ("wall_time", 1, field.TYPE_DOUBLE, None, False), ("step", 2, field.TYPE_INT64, None, False),
        ("file_version", 3, field.TYPE_STRING, None, True), ("graph_def", 4, field.TYPE_BYTES, None, True),
        ("summary", 5, field.TYPE_MESSAGE, ".tensorflow.Summary", True),
        oneof="what")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    descriptor = pool.FindMessageTypeByName("tensorflow.Event")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def records(path):
    with open(path, "rb") as file:
        while header := file.read(12):
            length, crc = struct.unpack("<QI", header)
            assert crc == masked_crc(header[:8]), "checksum of a length"
            data = file.read(length)
            assert len(data) == length, "a record is cut off"
            assert struct.unpack("<I", file.read(4))[0] == masked_crc(data), "checksum of a record"
            yield data


def main():
    make = event_class()
    for data in records(sys.argv[1]):
        event = make.FromString(data)
        scalars = []
        for value in event.summary.value:
            assert value.WhichOneof("value") == "simple_value", value.tag
            scalars.append([value.tag, value.simple_value])
        print(json.dumps({"wall_time": event.wall_time, "step": event.step, "file_version": event.file_version, "scalars": scalars}))


main()

#!/usr/bin/env python3
"""Sends image files to Afterimage.

The key of a record is the image's id: the path below the folder that was given, or a file's name.
The answer has the same key. Ids should be unique, as labels refer to images by them.
"""
import argparse
import os
import signal
import sys
from datetime import datetime, timezone
from pathlib import Path

from confluent_kafka import KafkaException, Producer


def images(paths):
    """Pairs of an id and a file."""
    for path in paths:
        if path.is_dir():
            # A link that leads to no file is reported below.
            for file in sorted(f for f in path.rglob("*") if f.is_file() or f.is_symlink()):
                yield file.relative_to(path).as_posix(), file
        else:
            yield path.name, path


def headers(file, group):
    modified = datetime.fromtimestamp(file.stat().st_mtime, timezone.utc)
    result = {"captured-at": modified.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    if group:
        result["group"] = group
    return result


def main():
    parser = argparse.ArgumentParser(description="Send image files to Afterimage.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR")
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="default: %(default)s",
                        default=os.environ.get("AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092"))
    parser.add_argument("--topic-prefix", default=os.environ.get("AFTERIMAGE_TOPIC_PREFIX", ""))
    parser.add_argument("--group", help="what the images belong to, such as one scene: training "
                                        "keeps them on the same side of its split")
    arguments = parser.parse_args()

    producer = Producer({
        "bootstrap.servers": arguments.bootstrap,
        "client.id": "example-produce",
        "enable.idempotence": True,  # with acks=all: no retry sends an image twice or out of order
        "acks": "all",
        "delivery.timeout.ms": 60_000,
        "partitioner": "murmur2_random",  # Kafka's own: an id has one partition, whoever sends it
        "message.max.bytes": 32 * 1024 * 1024,  # as the topic: what it refuses is reported below
        "queue.buffering.max.kbytes": 64 * 1024,
        "compression.type": "none",  # images are compressed already
    })
    outcomes = {"sent": 0, "failed": 0}

    def delivered(error, message):
        outcomes["failed" if error else "sent"] += 1
        if error:
            print(f"{message.key().decode()}: not sent: {error.str()}", file=sys.stderr)

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for image_id, file in images(arguments.paths):
            try:
                record = {"key": image_id, "value": file.read_bytes(),
                          "headers": headers(file, arguments.group), "on_delivery": delivered}
                while True:
                    try:
                        producer.produce(arguments.topic_prefix + "images", **record)
                        break
                    except BufferError:  # as much as may wait does: give it time
                        producer.poll(1)
            except (OSError, KafkaException) as error:
                outcomes["failed"] += 1
                print(f"{image_id}: not sent: {error}", file=sys.stderr)
            producer.poll(0)
    except KeyboardInterrupt:
        print("stopped: finishing what was begun", file=sys.stderr)
    producer.flush()
    print(f"{outcomes['sent']} sent, {outcomes['failed']} failed")
    return 1 if outcomes["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())

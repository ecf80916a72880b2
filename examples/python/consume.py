#!/usr/bin/env python3
"""Prints Afterimage's answers: a prediction, or the reason for a refusal, for every image."""
import argparse
import json
import os
import signal
import sys
import threading

from confluent_kafka import Consumer, KafkaException


def text(message):
    """A line for an answer; none for marks of dead letters that were sent again."""
    if message.topic().endswith("dead-letters"):  # elsewhere the headers are the image's own
        headers = dict(message.headers() or [])
        key, reason, detail = ((value or b"").decode(errors="replace") for value in (
            message.key(), headers.get("afterimage-reason"), headers.get("afterimage-detail")))
        return f"{key:32} refused: {reason}: {detail}" if reason else None
    prediction = json.loads(message.value())
    novel = "  like nothing learned" if prediction.get("unknown") else ""
    return (f"{prediction['imageId']:32} {prediction['label']:20} {prediction['confidence']:6.1%}"
            f"  {prediction['modelVersion']}{novel}")


def main():
    parser = argparse.ArgumentParser(description="Print Afterimage's answers until Ctrl-C.")
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="default: %(default)s",
                        default=os.environ.get("AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092"))
    parser.add_argument("--topic-prefix", default=os.environ.get("AFTERIMAGE_TOPIC_PREFIX", ""))
    parser.add_argument("--group", default="example-consume-python",
                        help="consumers of a group share the work, and resume where it stopped; "
                             "default: %(default)s")
    arguments = parser.parse_args()

    consumer = Consumer({
        "bootstrap.servers": arguments.bootstrap,
        "client.id": "example-consume",
        "group.id": arguments.group,
        # Answers are written in transactions: without this, those of aborted ones are seen as well.
        "isolation.level": "read_committed",
        "auto.offset.reset": "earliest",
        "enable.auto.offset.store": False,  # committed is what was printed: at least once
    })
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        consumer.subscribe([arguments.topic_prefix + "predictions",
                            arguments.topic_prefix + "dead-letters"])
        while not stop.is_set():
            message = consumer.poll(0.5)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            line = text(message)
            if line:  # ids are the senders': nothing in them steers the terminal
                print("".join(c if c.isprintable() else "?" for c in line), flush=True)
            consumer.store_offsets(message)
    except KafkaException as error:
        print(f"cannot read answers: {error.args[0].str()}", file=sys.stderr)
        return 1
    finally:
        consumer.close()  # commits, and hands the partitions over at once
    return 0


if __name__ == "__main__":
    sys.exit(main())

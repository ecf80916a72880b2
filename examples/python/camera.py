#!/usr/bin/env python3
"""Sends sampled frames of a camera or a video file to Afterimage.

Frames of one scene look alike, so they carry a group: training must not learn from one and be
tested on the next. A group here is a camera and a span of time.
"""
import argparse
import os
import signal
import sys
import time
from datetime import datetime, timezone

import cv2
from confluent_kafka import KafkaException, Producer

WAITING = 100  # frames that may wait for Kafka


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def frames(source, live, every):
    """Moments and frames, one in so many seconds; other frames are not decoded."""
    capture = cv2.VideoCapture(int(source) if source.isdigit() else source)
    if not capture.isOpened():
        raise SystemExit(f"{source}: no camera or video that OpenCV can read")
    # A file that is sent again gives its frames the same ids again.
    start = time.time() if live else os.path.getmtime(source)
    due = 0.0
    while capture.grab():
        seconds = time.time() - start if live else capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if seconds >= due:
            due = seconds + every
            ok, frame = capture.retrieve()
            if ok:
                yield datetime.fromtimestamp(start + seconds, timezone.utc), frame
    capture.release()


def main():
    parser = argparse.ArgumentParser(description="Send a camera's frames until Ctrl-C.")
    parser.add_argument("source", help="a device's number, a video file, or a stream's URL")
    parser.add_argument("--name", default="camera-1", help="the camera's; default: %(default)s")
    parser.add_argument("--every", type=float, default=1.0, metavar="SECONDS",
                        help="between two frames that are sent; default: %(default)s")
    parser.add_argument("--scene", type=float, default=60.0, metavar="SECONDS",
                        help="frames in this span are one group; default: %(default)s")
    parser.add_argument("--quality", type=int, default=90, help="of JPEG; default: %(default)s")
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="default: %(default)s",
                        default=os.environ.get("AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092"))
    parser.add_argument("--topic-prefix", default=os.environ.get("AFTERIMAGE_TOPIC_PREFIX", ""))
    arguments = parser.parse_args()

    producer = Producer({
        "bootstrap.servers": arguments.bootstrap,
        "client.id": f"example-{arguments.name}",
        "enable.idempotence": True,
        "acks": "all",
        "delivery.timeout.ms": 60_000,
        "partitioner": "murmur2_random",
        "message.max.bytes": 32 * 1024 * 1024,  # as the topic: what it refuses is reported below
        "compression.type": "none",
    })
    outcomes = {"sent": 0, "failed": 0, "dropped": 0}

    def delivered(error, message):
        outcomes["failed" if error else "sent"] += 1
        if error:
            print(f"{message.key().decode()}: not sent: {error.str()}", file=sys.stderr)

    live = arguments.source.isdigit() or "://" in arguments.source
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for moment, frame in frames(arguments.source, live, arguments.every):
            scene = moment.timestamp() // arguments.scene * arguments.scene
            group = f"{arguments.name}/{iso(datetime.fromtimestamp(scene, timezone.utc))}"
            _, jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, arguments.quality])
            while len(producer) >= WAITING and not live:
                producer.poll(1)
            if len(producer) >= WAITING:  # Kafka is slow or away: later frames matter more
                outcomes["dropped"] += 1
            else:
                image_id = f"{arguments.name}/{iso(moment)}.jpg"
                try:
                    producer.produce(
                        arguments.topic_prefix + "images", key=image_id, value=jpeg.tobytes(),
                        headers={"captured-at": iso(moment), "group": group},
                        on_delivery=delivered)
                except (BufferError, KafkaException) as error:  # the next frame may be smaller
                    outcomes["failed"] += 1
                    print(f"{image_id}: not sent: {error}", file=sys.stderr)
            producer.poll(0)
    except KeyboardInterrupt:
        pass
    producer.flush()
    print(", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))
    return 1 if outcomes["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())

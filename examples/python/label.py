#!/usr/bin/env python3
"""Tells Afterimage what an image truly shows."""
import argparse
import getpass
import json
import os
import sys
from datetime import datetime, timezone

from confluent_kafka import Producer


def main():
    parser = argparse.ArgumentParser(description="Tell Afterimage what an image truly shows.")
    parser.add_argument("image_id", metavar="IMAGE_ID", help="as its prediction names it")
    parser.add_argument("label", metavar="LABEL")
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="default: %(default)s",
                        default=os.environ.get("AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092"))
    parser.add_argument("--topic-prefix", default=os.environ.get("AFTERIMAGE_TOPIC_PREFIX", ""))
    parser.add_argument("--source", default=getpass.getuser(),
                        help="who says so; default: %(default)s")
    parser.add_argument("--sha256", help="of the image's bytes, as in the prediction: for this "
                                         "image alone, where several have the id")
    arguments = parser.parse_args()

    label = {
        "imageId": arguments.image_id,
        "label": arguments.label,
        "source": arguments.source,
        "labelledAt": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    if arguments.sha256:
        label["sha256"] = arguments.sha256

    producer = Producer({
        "bootstrap.servers": arguments.bootstrap,
        "client.id": "example-label",
        "enable.idempotence": True,
        "acks": "all",
        "delivery.timeout.ms": 60_000,
        "partitioner": "murmur2_random",  # Kafka's own: an id has one partition, whoever labels it
    })
    errors = []
    # The key is the image's id: labels of one image stay in order, and the last one counts.
    producer.produce(arguments.topic_prefix + "labels", key=arguments.image_id,
                     value=json.dumps(label), on_delivery=lambda error, _: errors.append(error))
    producer.flush()
    if errors[0]:
        print(f"not sent: {errors[0].str()}", file=sys.stderr)
        return 1
    print(f"{arguments.image_id} is {arguments.label}, says {arguments.source}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

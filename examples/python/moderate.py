#!/usr/bin/env python3
"""Decides about images by their predictions, and leaves the doubtful ones to people.

Each prediction gives one record, exactly once: a decision (allow or block), or an entry of the
queue that review.py shows to people. What is read and what is written commit together.
"""
import argparse
import json
import os
import signal
import sys
import threading

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic


def decide(prediction, thresholds, default, blocked):
    """What becomes of an image, and why."""
    label, confidence = prediction["label"], prediction["confidence"]
    threshold = thresholds.get(label, default)
    if prediction.get("unknown"):
        return "review", "like nothing the model has learned"
    if confidence < threshold:
        return "review", f"{label} at {confidence:.3f}, below {threshold:g}"
    return ("block" if label in blocked else "allow"), f"{label} at {confidence:.3f}"


def plain(text):
    """Without what steers a terminal: ids are the senders'."""
    return "".join(character if character.isprintable() else "?" for character in text)


def create(bootstrap, topics):
    new = [NewTopic(topic, num_partitions=3) for topic in topics]
    admin = AdminClient({"bootstrap.servers": bootstrap})
    for future in admin.create_topics(new).values():
        try:
            future.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise


def main():
    parser = argparse.ArgumentParser(description="Decide about images until Ctrl-C.")
    parser.add_argument("--threshold", type=float, default=0.9,
                        help="people decide below this confidence; default: %(default)s")
    parser.add_argument("--threshold-of", nargs=2, action="append", default=[],
                        metavar=("LABEL", "CONFIDENCE"), help="another one; repeatable")
    parser.add_argument("--block", action="append", default=[], metavar="LABEL",
                        help="a label that is not allowed; repeatable")
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="default: %(default)s",
                        default=os.environ.get("AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092"))
    parser.add_argument("--topic-prefix", default=os.environ.get("AFTERIMAGE_TOPIC_PREFIX", ""))
    parser.add_argument("--instance", default="1", help="another one for each that runs")
    arguments = parser.parse_args()

    decisions = arguments.topic_prefix + "moderation-decisions"
    queue = arguments.topic_prefix + "moderation-queue"
    create(arguments.bootstrap, [decisions, queue])
    consumer = Consumer({
        "bootstrap.servers": arguments.bootstrap,
        "group.id": arguments.topic_prefix + "example-moderate",
        "isolation.level": "read_committed",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,  # the transaction commits
    })
    producer = Producer({
        "bootstrap.servers": arguments.bootstrap,
        # Ends a transaction that this instance left open in a crash, and shuts out a twin.
        "transactional.id": f"{arguments.topic_prefix}example-moderate-{arguments.instance}",
        "partitioner": "murmur2_random",  # Kafka's own: an id has one partition
    })
    thresholds = {label: float(confidence) for label, confidence in arguments.threshold_of}
    producer.init_transactions()
    consumer.subscribe([arguments.topic_prefix + "predictions"])
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    # A failure ends the program, and a restart resumes at what was committed: nothing is half done.
    while not stop.is_set():
        messages = consumer.consume(num_messages=500, timeout=0.5)
        if not messages:
            continue
        producer.begin_transaction()
        offsets = {}
        for message in messages:
            if message.error():
                raise KafkaException(message.error())
            offsets[message.topic(), message.partition()] = message.offset() + 1
            prediction = json.loads(message.value())
            decision, why = decide(prediction, thresholds, arguments.threshold, arguments.block)
            print(plain(f"{prediction['imageId']:32} {decision:8} {why}"), flush=True)
            review = decision == "review"
            producer.produce(
                queue if review else decisions, key=message.key(),
                value=json.dumps((prediction if review else {"imageId": prediction["imageId"]})
                                 | {"decision": decision, "why": why}))
            producer.poll(0)
        producer.send_offsets_to_transaction(
            [TopicPartition(*place, offset) for place, offset in offsets.items()],
            consumer.consumer_group_metadata())
        producer.commit_transaction()
    consumer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Reads images from one topic and writes predictions to another, with confluent-kafka.

With --exactly-once, predictions and offsets are committed in one transaction.
"""
import argparse
import os
import signal

from classifier import Classifier
from confluent_kafka import Consumer, Producer

BATCH = 8
POLLED = 64


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bootstrap", required=True)
    options.add_argument("--group", required=True)
    options.add_argument("--graph", required=True)
    options.add_argument("--labels", required=True)
    options.add_argument("--exactly-once", action="store_true")
    options = options.parse_args()
    classifier = Classifier(options.graph, options.labels.split(","))
    consumer = Consumer(
        {
            "bootstrap.servers": options.bootstrap,
            "group.id": options.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    settings = {"bootstrap.servers": options.bootstrap, "linger.ms": 5, "enable.idempotence": True}
    if options.exactly_once:
        settings["transactional.id"] = f"{options.group}-{os.getpid()}"
    producer = Producer(settings)
    if options.exactly_once:
        producer.init_transactions()
    consumer.subscribe(["images"])
    going = [True]
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: going.clear())
    while going:
        records = [each for each in consumer.consume(POLLED, 0.02) if each.error() is None]
        if not records:
            continue
        if options.exactly_once:
            producer.begin_transaction()
        for start in range(0, len(records), BATCH):
            answer(classifier, producer, records[start : start + BATCH])
        if options.exactly_once:
            producer.send_offsets_to_transaction(
                consumer.position(consumer.assignment()), consumer.consumer_group_metadata()
            )
            producer.commit_transaction()
        else:
            producer.flush()
            consumer.commit(asynchronous=False)
    consumer.close()
    producer.flush()


def answer(classifier, producer, records):
    images = [classifier.decode(each.value()) for each in records]
    for record, image in zip(records, images):
        if image is None:
            producer.produce("dead-letters", record.value(), record.key())
    decoded = [(record, image) for record, image in zip(records, images) if image is not None]
    if not decoded:
        return
    rows = classifier.classify([image for _, image in decoded])
    for (record, _), scores in zip(decoded, rows):
        key = record.key().decode()
        producer.produce(
            "predictions",
            classifier.prediction(
                key,
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp()[1],
                scores,
            ),
            key,
        )


if __name__ == "__main__":
    main()

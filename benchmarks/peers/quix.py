#!/usr/bin/env python3
"""The same with quixstreams, exactly once."""
import argparse

from classifier import Classifier
from quixstreams import Application, message_context


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bootstrap", required=True)
    options.add_argument("--group", required=True)
    options.add_argument("--graph", required=True)
    options.add_argument("--labels", required=True)
    options.add_argument("--state", required=True)
    options = options.parse_args()
    classifier = Classifier(options.graph, options.labels.split(","))
    application = Application(
        broker_address=options.bootstrap,
        consumer_group=options.group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        auto_create_topics=False,
        commit_every=64,
        state_dir=options.state,
    )
    images = application.topic("images", key_deserializer="str", value_deserializer="bytes")
    predictions = application.topic(
        "predictions", key_serializer="str", value_serializer="bytes"
    )

    def answer(value, key, timestamp, headers):
        image = classifier.decode(value)
        if image is None:
            return None
        at = message_context()
        scores = classifier.classify([image])[0]
        return classifier.prediction(
            key, at.topic, at.partition, at.offset, timestamp, scores
        )

    frame = application.dataframe(images)
    frame = frame.apply(answer, metadata=True).filter(lambda value: value is not None)
    frame.to_topic(predictions)
    application.run()


if __name__ == "__main__":
    main()

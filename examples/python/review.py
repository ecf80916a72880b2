#!/usr/bin/env python3
"""Shows people the images that moderate.py leaves to them, and sends their answers as labels.

Afterimage learns from the labels, so that fewer images come here. An answer and the place in the
queue commit together: no image is asked for twice, and no answer is lost.
"""
import argparse
import getpass
import hashlib
import json
import os
import sys
import webbrowser
from datetime import datetime, timezone
from pathlib import Path

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition


def fetch(consumer, entry):
    """The image at the place that the prediction names; None where it is gone."""
    picture = entry["picture"]
    place = TopicPartition(picture["topic"], picture["partition"], picture["offset"])
    first, end = consumer.get_watermark_offsets(place, timeout=30)
    if not first <= place.offset < end:
        return None
    consumer.assign([place])
    message = consumer.poll(30)
    if message is None:  # it is there, so nobody may pass it over
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
    if message.error():
        raise KafkaException(message.error())
    same = hashlib.sha256(message.value() or b"").hexdigest() == entry.get("sha256")
    return message.value() if same else None


def plain(text):
    """Without what steers a terminal: ids are the senders'."""
    return "".join(character if character.isprintable() else "?" for character in text)


def label(entry, answer, person):
    """A label for this image alone, or word that none fits: then nobody is asked again."""
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    image = {"imageId": entry["imageId"], "picture": entry["picture"], "sha256": entry["sha256"],
             "source": person}
    if answer == "-":
        return image | {"retract": True, "reason": "none-of-these", "retractedAt": now}
    return image | {"label": answer or entry["label"], "labelledAt": now}


def main():
    parser = argparse.ArgumentParser(description="Answer what moderate.py leaves to people.")
    parser.add_argument("--person", default=getpass.getuser(), help="default: %(default)s")
    parser.add_argument("--folder", type=Path, default=Path("review"),
                        help="images are saved here; default: %(default)s")
    parser.add_argument("--open", action="store_true", help="open each image")
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="default: %(default)s",
                        default=os.environ.get("AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:9092"))
    parser.add_argument("--topic-prefix", default=os.environ.get("AFTERIMAGE_TOPIC_PREFIX", ""))
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)

    settings = {"bootstrap.servers": arguments.bootstrap, "isolation.level": "read_committed",
                "enable.auto.commit": False, "auto.offset.reset": "earliest"}
    queue = Consumer(settings | {"group.id": arguments.topic_prefix + "example-review",
                                 "max.poll.interval.ms": 3_600_000})  # people take their time
    images = Consumer(settings | {"group.id": "unused", "auto.offset.reset": "error"})
    transactional_id = f"{arguments.topic_prefix}example-review-{arguments.person}"
    producer = Producer({"bootstrap.servers": arguments.bootstrap,
                         "transactional.id": transactional_id,
                         "partitioner": "murmur2_random"})  # Kafka's own
    producer.init_transactions()
    queue.subscribe([arguments.topic_prefix + "moderation-queue"])
    print("Enter: the prediction is right; -: no label fits; anything else is the label; "
          "Ctrl-D ends it")
    try:
        while True:
            message = queue.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            entry = json.loads(message.value())
            image = fetch(images, entry)
            if image is None:
                print(plain(f"{entry['imageId']}: its image is gone, passed over"))
                continue
            # Never the suffix of the id: as .html, an image may be a page as well.
            suffix = ".png" if image.startswith(b"\x89PNG") else ".jpg"
            file = arguments.folder / (entry["sha256"] + suffix)
            file.write_bytes(image)
            if arguments.open:
                webbrowser.open(file.resolve().as_uri())
            print("\n" + plain(f"{entry['imageId']}  {entry['why']}") + f"\n  {file}")
            answer = input(f"label [{entry['label']}]: ").strip()
            producer.begin_transaction()
            producer.produce(arguments.topic_prefix + "labels", key=message.key(),
                             value=json.dumps(label(entry, answer, arguments.person)))
            producer.send_offsets_to_transaction(
                [TopicPartition(message.topic(), message.partition(), message.offset() + 1)],
                queue.consumer_group_metadata())
            producer.commit_transaction()
    except (EOFError, KeyboardInterrupt):
        print()
    except KafkaException as error:
        print(f"stopped: {error.args[0].str()}; another start resumes here", file=sys.stderr)
        return 1
    finally:
        queue.close()
        images.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

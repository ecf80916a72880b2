"""Decodes images with OpenCV and classifies them with ONNX Runtime."""
import json
from datetime import datetime, timezone

import cv2
import numpy
import onnxruntime


def instant(seconds):
    """Seconds since 1970 in ISO 8601."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat().replace("+00:00", "Z")


class Classifier:
    """A graph that takes uint8 (n, height, width, 3) in RGB and returns n rows of probabilities."""

    def __init__(self, graph, labels):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )
        self.input = self.session.get_inputs()[0]
        self.size = (self.input.shape[2], self.input.shape[1])
        self.labels = labels
        cv2.setNumThreads(1)

    def decode(self, encoded):
        """An image of the input's size, or None where it cannot be decoded."""
        image = cv2.imdecode(numpy.frombuffer(encoded, numpy.uint8), cv2.IMREAD_COLOR_RGB)
        if image is None:
            return None
        return cv2.resize(image, self.size, interpolation=cv2.INTER_AREA)

    def classify(self, images):
        """Probabilities of each class for each image."""
        return self.session.run(None, {self.input.name: numpy.stack(images)})[0]

    def prediction(self, key, topic, partition, offset, received, scores):
        """The event that a consumer reads, as JSON in UTF-8."""
        best = int(scores.argmax())
        return json.dumps(
            {
                "imageId": key,
                "picture": {"topic": topic, "partition": partition, "offset": offset},
                "modelVersion": "v1",
                "label": self.labels[best],
                "confidence": float(scores[best]),
                "scores": {label: float(score) for label, score in zip(self.labels, scores)},
                "receivedAt": instant(received / 1000),
                "predictedAt": instant(datetime.now().timestamp()),
            }
        ).encode()

#!/usr/bin/env python3
"""Opens a model that Afterimage wrote in ONNX Runtime, and holds its probabilities to Afterimage's.

    ./afterimage classify --model MODEL --json PICTURES... > ANSWERS
    tools/onnx_probabilities.py MODEL ANSWERS

The pictures must have the model's input size, so that nothing is scaled on either side. Prints the
largest difference of any probability; the exit code is 1 where it is above 1e-4. Needs numpy,
onnxruntime and pillow.
"""
import json
import os
import sys

import numpy as np
import onnxruntime
from PIL import Image

LIMIT = 1e-4


def pixels(file, size):
    with Image.open(file) as picture:
        if picture.size != size:
            sys.exit(f"{file} is {picture.size}, the model takes {size}: name images of this size")
        return np.asarray(picture.convert("RGB"), dtype=np.uint8)


def main(model, answers):
    session = onnxruntime.InferenceSession(
        os.path.join(model, "model.onnx"), providers=["CPUExecutionProvider"]
    )
    with open(os.path.join(model, "manifest.json"), encoding="utf-8") as file:
        labels = json.load(file)["labels"]
    given = session.get_inputs()[0]
    size = (given.shape[2], given.shape[1])
    largest, count = 0.0, 0
    with open(answers, encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)
            picture = pixels(answer["file"], size)
            (ours,) = session.run(None, {given.name: picture[np.newaxis]})
            theirs = np.array([answer["scores"][label] for label in labels])
            largest = max(largest, float(np.abs(ours[0] - theirs).max()))
            count += 1
    if count == 0:
        sys.exit(f"{answers} has no answers")
    print(f"{count} images, {len(labels)} labels, largest difference {largest:.2e}")
    return 0 if largest <= LIMIT else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))

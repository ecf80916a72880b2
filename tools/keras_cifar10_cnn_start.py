#!/usr/bin/env python3
"""Puts a start of the tutorial's network, its last layer included, into a model of Afterimage.

MODEL is the folder of any model of 'train --recipe cifar10-cnn'; START is a SEED.weights.h5 of
keras_cifar10_cnn.py --starts. OUT gets a model to begin with by 'train --warm-start OUT'. Says how
much the two differ on random images, and fails above 1e-4. Needs keras with TensorFlow, numpy,
onnx and onnxruntime.
"""
import argparse
import hashlib
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from keras_features import tutorial_cnn


def main(model, start, out):
    network = tutorial_cnn(32)
    network.load_weights(start)
    kernel, bias, dense, dense_bias, head, head_bias = network.get_weights()
    side = int(np.sqrt(dense.shape[0] // 3))
    planes = dense.reshape(side, side, 3, -1).transpose(3, 2, 0, 1).reshape(dense.shape[1], -1)
    values = {
        "conv2d.weight": kernel.transpose(3, 2, 0, 1) / 255,
        "conv2d.bias": bias,
        "dense.weight": planes,
        "dense.bias": dense_bias,
        "head.weight": head.T,
        "head.bias": head_bias,
    }
    graph = onnx.load(os.path.join(model, "model.onnx"))
    for tensor in graph.graph.initializer:
        if tensor.name in values:
            value = np.ascontiguousarray(values[tensor.name], np.float32)
            assert list(value.shape) == list(tensor.dims), tensor.name
            tensor.CopyFrom(numpy_helper.from_array(value, tensor.name))
    data = graph.SerializeToString()
    with open(os.path.join(model, "manifest.json")) as file:
        manifest = json.load(file)
    manifest.update(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "model.onnx"), "wb") as file:
        file.write(data)
    with open(os.path.join(out, "manifest.json"), "w") as file:
        json.dump(manifest, file)
    pictures = np.random.default_rng(1).integers(0, 256, (16, 32, 32, 3), np.uint8)
    ours = onnxruntime.InferenceSession(data).run(None, {"image": pictures})[0]
    theirs = network.predict(pictures.astype(np.float32) / 255, verbose=0)
    difference = float(np.abs(ours - theirs).max())
    print(f"largest difference of a probability: {difference:.1e}")
    return 0 if difference <= 1e-4 else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model")
    parser.add_argument("start")
    parser.add_argument("out")
    given = parser.parse_args()
    sys.exit(main(given.model, given.start, given.out))

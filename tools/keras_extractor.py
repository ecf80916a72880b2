#!/usr/bin/env python3
"""Exports a feature extractor of keras.applications to ONNX, with what Keras gives for two images.

    tools/keras_extractor.py APPLICATION MODULE SIZE FOLDER [WEIGHTS]

For example: ResNet50 resnet50 64 FOLDER, or DenseNet121 densenet 224 FOLDER imagenet. WEIGHTS is
imagenet or a file; without it they are random. "small vgg16 16 FOLDER" is a convolution of eight
filters, whose feature maps are not averaged: the fixture in networks/src/test/resources. FOLDER gets
extractor.onnx, frozen and without a top, and features.safetensors as tools/keras_features.py writes it. Needs keras with TensorFlow,
numpy, onnx and safetensors, and tf2onnx where Keras' own export needs it.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from safetensors.numpy import save_file


def small(size):
    return keras.Sequential(
        [keras.Input((size, size, 3)), keras.layers.Conv2D(8, 3, strides=2, activation="relu")]
    )


def application_of(name, size, weights):
    build = getattr(keras.applications, name)
    return build(input_shape=(size, size, 3), include_top=False, weights=weights, pooling="avg")


def main(application, module, size, folder, weights=None):
    preprocess = getattr(keras.applications, module).preprocess_input
    keras.utils.set_random_seed(1)
    model = small(size) if application == "small" else application_of(application, size, weights)
    rgb = np.random.default_rng(1).integers(0, 256, (2, size, size, 3), dtype=np.uint8)
    features = model(preprocess(rgb.astype(np.float32)), training=False).numpy()
    if features.ndim == 4:
        features = features.mean(axis=(1, 2))
    os.makedirs(folder, exist_ok=True)
    model.export(os.path.join(folder, "extractor.onnx"), format="onnx", verbose=False)
    save_file({"rgb": rgb, "features": features}, os.path.join(folder, "features.safetensors"))


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:])

#!/usr/bin/env python3
"""Saves a backbone with random weights as Keras saves it, and the features that Keras gives.

    tools/keras_features.py BACKBONE SIZE FOLDER

BACKBONE is mobilenetv2, vgg16, vgg19 or cifar10-cnn. FOLDER gets the weights as weights.h5 (whole
model), weights.weights.h5 and weights.keras (those of VGG also as weights.keras1.h5), and features.safetensors with the tensors
'rgb' (n, SIZE, SIZE, 3) in uint8 and 'features' (n, k), averaged over height and width where they
are maps. Needs h5py, keras, numpy and safetensors. The tests run it where Keras is installed; the fixture
of cifar10-cnn in networks/src/test/resources comes from: tools/keras_features.py cifar10-cnn 8 FOLDER
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import h5py
import keras
import numpy as np
from keras import layers
from safetensors.numpy import save_file


def tutorial_cnn(size):
    return keras.Sequential(
        [
            keras.Input((size, size, 3)),
            layers.Conv2D(3, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(100, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def application(build, size):
    return build(input_shape=(size, size, 3), include_top=False, weights=None)


APPLICATIONS = keras.applications
BACKBONES = {
    "mobilenetv2": (
        lambda size: application(APPLICATIONS.MobileNetV2, size),
        APPLICATIONS.mobilenet_v2.preprocess_input,
    ),
    "vgg16": (
        lambda size: application(APPLICATIONS.VGG16, size),
        APPLICATIONS.vgg16.preprocess_input,
    ),
    "vgg19": (
        lambda size: application(APPLICATIONS.VGG19, size),
        APPLICATIONS.vgg19.preprocess_input,
    ),
    "cifar10-cnn": (tutorial_cnn, lambda pictures: pictures / 255.0),
}


def randomise(model, random):
    """Biases and statistics too, which Keras starts with 0 and 1: a mix-up of them must show."""
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            name, shape = weight.name, weight.shape
            if "variance" in name or "gamma" in name:
                values.append(random.uniform(0.5, 1.5, shape))
            elif len(shape) == 1:
                values.append(random.uniform(-0.1, 0.1, shape))
            else:
                limit = np.sqrt(6.0 / np.prod(shape[:-1]))
                values.append(random.uniform(-limit, limit, shape))
        layer.set_weights(values)


def save_as_keras_1(model, path):
    """The names in the official files of VGG: no folder below the layer's."""
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [layer.name.encode() for layer in model.layers]
        for layer in model.layers:
            group = file.create_group(layer.name)
            arrays = layer.get_weights()
            names = [f"{layer.name}_{part}_1:0" for part in "Wb"[: len(arrays)]]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, array in zip(names, arrays):
                group.create_dataset(name, data=array)


def main(name, size, folder):
    build, preprocess = BACKBONES[name]
    random = np.random.default_rng(1)
    model = build(size)
    randomise(model, random)
    rgb = random.integers(0, 256, (2, size, size, 3), dtype=np.uint8)
    output = model.layers[-2].output if name == "cifar10-cnn" else model.output
    features = keras.Model(model.inputs, output)(preprocess(rgb.astype(np.float32))).numpy()
    if features.ndim == 4:
        features = features.mean(axis=(1, 2))
    os.makedirs(folder, exist_ok=True)
    model.save(os.path.join(folder, "weights.h5"))
    model.save(os.path.join(folder, "weights.keras"))
    model.save_weights(os.path.join(folder, "weights.weights.h5"))
    if name.startswith("vgg"):
        save_as_keras_1(model, os.path.join(folder, "weights.keras1.h5"))
    save_file(
        {"rgb": rgb, "features": features.astype(np.float32)},
        os.path.join(folder, "features.safetensors"),
    )


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in BACKBONES:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])

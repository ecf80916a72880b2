#!/usr/bin/env python3
"""Saves a backbone with random weights as Keras saves it, and the features that Keras gives.

    tools/keras_features.py BACKBONE SIZE FOLDER

BACKBONE is cifar10-cnn, efficientnet-lite0, efficientnet-lite2, or a class of keras.applications in lower
case, such as mobilenetv2. FOLDER gets the weights as weights.h5 (whole
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


def efficientnet_lite(name, size):
    """What the project's table says, in Keras' layers: Keras has no EfficientNet-Lite itself."""
    channels, blocks = LITE[name]
    x = inputs = keras.Input((size, size, 3), name="input_1")

    def normalised(x, prefix, rectified=True):
        x = layers.BatchNormalization(epsilon=1e-3, name=prefix + "bn")(x)
        return layers.ReLU(6.0, name=prefix + "activation")(x) if rectified else x

    def convolved(x, name, filters, kernel=1, strides=1):
        return layers.Conv2D(
            filters, kernel, strides, padding="same", use_bias=False, name=name
        )(x)

    x = normalised(convolved(x, "stem_conv", 32, 3, 2), "stem_")
    for stage, (expansion, kernel, stride) in enumerate(
        [(1, 3, 1), (6, 3, 2), (6, 5, 2), (6, 3, 2), (6, 5, 1), (6, 5, 2), (6, 3, 1)]
    ):
        for block in range(blocks[stage]):
            prefix = f"block{stage + 1}{chr(97 + block)}_"
            shortcut = x
            if expansion > 1:
                x = convolved(x, prefix + "expand_conv", x.shape[-1] * expansion)
                x = normalised(x, prefix + "expand_")
            strides = stride if block == 0 else 1
            x = layers.DepthwiseConv2D(
                kernel, strides, padding="same", use_bias=False, name=prefix + "dwconv"
            )(x)
            x = normalised(x, prefix)
            x = convolved(x, prefix + "project_conv", channels[stage])
            x = normalised(x, prefix + "project_", rectified=False)
            if block > 0:
                x = layers.Add(name=prefix + "add")([shortcut, x])
    x = normalised(convolved(x, "top_conv", 1280), "top_")
    return keras.Model(inputs, x)


LITE = {
    "efficientnet-lite0": ((16, 24, 40, 80, 112, 192, 320), (1, 2, 2, 3, 3, 4, 1)),
    "efficientnet-lite2": ((16, 24, 48, 88, 120, 208, 352), (1, 3, 3, 4, 4, 5, 1)),
}


def backbone(name):
    """How it is built for images of a size, and how they are prepared."""
    if name == "cifar10-cnn":
        return tutorial_cnn, lambda pictures: pictures / 255.0
    if name in LITE:
        return lambda size: efficientnet_lite(name, size), lambda pictures: (pictures - 127) / 128
    found = [n for n in dir(keras.applications) if n.lower() == name]
    if not found:
        sys.exit(f"neither here nor in keras.applications: {name}")
    build = getattr(keras.applications, found[0])
    preprocess = sys.modules[build.__module__].preprocess_input
    return (
        lambda size: build(input_shape=(size, size, 3), include_top=False, weights=None),
        preprocess,
    )


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
    build, preprocess = backbone(name)
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
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])

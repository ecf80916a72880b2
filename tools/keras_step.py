#!/usr/bin/env python3
"""One optimisation step of a backbone with a head in Keras, from random weights.

    tools/keras_step.py BACKBONE SIZE OPTIMIZER RATE FOLDER

BACKBONE is as in keras_features.py, or one without depthwise convolutions with -narrow behind it: with a 32nd of
its filters. Batch norm stays in inference mode. OPTIMIZER is sgd or adam. FOLDER gets start.weights.h5, gradients.weights.h5 and after.weights.h5: what the backbone's variables are before the step, their
gradients of the mean cross-entropy, and what they are after it, all in the form of Keras' weights.
step.safetensors has rgb (n, SIZE, SIZE, 3), labels (n), loss, and for the head start., gradient. and
after. with head.weight (10, features) and head.bias (10).
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from safetensors.numpy import save_file

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from keras_features import backbone, randomise

PICTURES = 8
CLASSES = 10
NARROW = "-narrow"


def narrow(model):
    """The same layers with a 32nd of the filters."""
    config = model.get_config()
    for layer in config["layers"]:
        layer.pop("build_config", None)
        if layer["class_name"] == "Conv2D":
            layer["config"]["filters"] //= 32
    return keras.Model.from_config(config)


def built(name, size):
    build, preprocess = backbone(name.removesuffix(NARROW))
    model = build(size)
    return (narrow(model) if name.endswith(NARROW) else model), preprocess


def without_softmax(name, model):
    if name != "cifar10-cnn":
        features = layers.GlobalAveragePooling2D()(model.output)
        return model, keras.Model(model.inputs, features)
    base = keras.Model(model.inputs, model.layers[-2].output)
    return base, base


def main(name, size, optimizer, rate, folder):
    network, preprocess = built(name, size)
    random = np.random.default_rng(2)
    keras.utils.set_random_seed(2)
    base, features = without_softmax(name, network)
    randomise(base, random)
    head = layers.Dense(CLASSES, kernel_initializer="glorot_uniform")
    model = keras.Model(features.inputs, head(features.output))
    rgb = random.integers(0, 256, (PICTURES, size, size, 3), dtype=np.uint8)
    labels = random.integers(0, CLASSES, PICTURES)
    os.makedirs(folder, exist_ok=True)
    tensors = {"rgb": rgb, "labels": labels.astype(np.float32)}

    def note(prefix, base_values, head_values):
        before = base.get_weights()
        for variable, value in zip(base.trainable_variables, base_values):
            variable.assign(value)
        base.save_weights(os.path.join(folder, prefix + ".weights.h5"))
        base.set_weights(before)
        tensors[prefix + ".head.weight"] = np.ascontiguousarray(head_values[0].T)
        tensors[prefix + ".head.bias"] = head_values[1]

    def values_of(variables):
        return [variable.numpy() for variable in variables]

    note("start", values_of(base.trainable_variables), head.get_weights())
    rule = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[optimizer](rate)
    with tf.GradientTape() as tape:
        logits = model(preprocess(rgb.astype(np.float32)), training=False)
        loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        )
    gradients = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
    values = [gradient.numpy() for gradient in gradients]
    note("gradients", values[:-2], values[-2:])
    rule.apply(gradients, model.trainable_variables)
    note("after", values_of(base.trainable_variables), head.get_weights())
    tensors["loss"] = np.array([loss.numpy()], dtype=np.float32)
    save_file(tensors, os.path.join(folder, "step.safetensors"))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4]), sys.argv[5])

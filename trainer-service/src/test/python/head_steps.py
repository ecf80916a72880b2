"""Writes the fixture of the head's parity test: what Keras computes for three steps of Adam on one batch.

    python head_steps.py ../resources/head-steps.json

For two classes (one logit, binary cross-entropy) and for three (softmax cross-entropy): features, labels and first
weights, the gradients of the first step, the loss before each step, and the weights after the third. Dropout off.
Kernels are written as (outputs, inputs).
"""
import json
import sys

import keras
import numpy as np
import tensorflow as tf

COUNT, FEATURES, STEPS, RATE = 8, 12, 3, 1e-3


def case(classes, random):
    outputs = 1 if classes == 2 else classes
    features = random.uniform(0, 3, (COUNT, FEATURES)).astype(np.float32)
    labels = np.arange(COUNT) % classes
    kernel = random.uniform(-0.5, 0.5, (FEATURES, outputs)).astype(np.float32)
    bias = random.uniform(-0.1, 0.1, outputs).astype(np.float32)
    dense = keras.layers.Dense(outputs)
    dense.build((None, FEATURES))
    dense.set_weights([kernel, bias])
    loss_of = (
        keras.losses.BinaryCrossentropy(from_logits=True)
        if classes == 2
        else keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    truth = labels.reshape(-1, 1).astype(np.float32) if classes == 2 else labels
    optimizer = keras.optimizers.Adam(RATE)
    losses, first = [], None
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            loss = loss_of(truth, dense(features))
        gradients = tape.gradient(loss, dense.trainable_variables)
        first = first or gradients
        optimizer.apply_gradients(zip(gradients, dense.trainable_variables))
        losses.append(float(loss))

    def written(kernel, bias):
        return {"weight": np.asarray(kernel).T.flatten().tolist(), "bias": np.asarray(bias).tolist()}

    return {
        "classes": classes,
        "features": features.flatten().tolist(),
        "labels": labels.tolist(),
        "initial": written(kernel, bias),
        "firstGradient": written(*first),
        "losses": losses,
        "final": written(*dense.get_weights()),
    }


def main():
    random = np.random.default_rng(7)
    document = {
        "keras": keras.__version__,
        "learningRate": RATE,
        "count": COUNT,
        "inputs": FEATURES,
        "cases": [case(classes, random) for classes in (2, 3)],
    }
    with open(sys.argv[1], "w") as file:
        json.dump(document, file, indent=1)
        file.write("\n")


main()

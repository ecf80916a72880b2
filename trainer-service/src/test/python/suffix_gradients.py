"""Writes the fixture of the gradient tests: what Keras computes for the layers above the cut.

    python suffix_gradients.py WEIGHTS.safetensors ../resources/suffix-gradients.json

For each case (number of logits, optimiser): two steps on one fixed batch from fixed weights, dropout off. Of every
trainable variable: the gradient's Euclidean norm and largest absolute entry, and at 48 positions (16 of them those of the
largest gradient entries) the gradient of the first step and the values after the first and the second step.
"""
import json
import sys

import keras_suffix as ks
import keras
import numpy as np
import tensorflow as tf

COUNT, SIZE, SPREAD, LARGEST = 4, 6, 32, 16
CASES = [("rmsprop", 1, 1e-5), ("adam", 1, 1e-5), ("rmsprop", 3, 1e-5)]


def positions(gradient):
    spread = np.linspace(0, gradient.size - 1, min(SPREAD, gradient.size)).astype(int)
    largest = np.argsort(-np.abs(gradient), kind="stable")[:LARGEST]
    return np.unique(np.concatenate([spread, largest]))


def case(weights_file, optimizer_name, logits, rate):
    model = ks.suffix(weights_file, SIZE, logits)
    inputs = [a.transpose(0, 2, 3, 1) for a in ks.activations(COUNT, SIZE)]
    labels = np.arange(COUNT) % max(2, logits)
    if logits == 1:
        loss_of = keras.losses.BinaryCrossentropy(from_logits=True)
        targets = labels.reshape(-1, 1).astype(np.float32)
    else:
        loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        targets = labels
    optimizer = keras.optimizers.RMSprop(rate) if optimizer_name == "rmsprop" else keras.optimizers.Adam(rate)
    names = ks.variable_names(model)

    def step():
        with tf.GradientTape() as tape:
            output = model(inputs, training=True)
            loss = loss_of(targets, output)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        values = [ks.to_project_layout(n, v.numpy()).ravel() for n, v in zip(names, model.trainable_variables)]
        return output.numpy(), float(loss), [ks.to_project_layout(n, g.numpy()).ravel() for n, g in zip(names, gradients)], values

    output, loss, gradients, first = step()
    _, second_loss, _, second = step()
    variables = []
    for name, gradient, one, two in zip(names, gradients, first, second):
        at = positions(gradient)
        variables.append({
            "name": name, "size": gradient.size, "norm": number(np.linalg.norm(gradient.astype(np.float64))),
            "largest": number(np.abs(gradient).max()), "positions": at.tolist(),
            "gradient": [number(v) for v in gradient[at]], "afterOneStep": [number(v) for v in one[at]],
            "afterTwoSteps": [number(v) for v in two[at]]})
    return {"optimiser": optimizer_name, "rate": rate, "logits": logits, "labels": labels.tolist(),
            "loss": number(loss), "lossOfSecondStep": number(second_loss),
            "output": [[number(v) for v in row] for row in output], "variables": variables}


def number(value):
    return float(f"{float(value):.8g}")


if __name__ == "__main__":
    fixture = {"batch": COUNT, "size": SIZE, "cases": [case(sys.argv[1], *c) for c in CASES]}
    with open(sys.argv[2], "w") as out:
        json.dump(fixture, out, separators=(",", ":"))
    print([(c["optimiser"], c["logits"], c["loss"], c["lossOfSecondStep"], len(c["variables"]),
            sum(v["size"] for v in c["variables"])) for c in fixture["cases"]])

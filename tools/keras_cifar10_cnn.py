#!/usr/bin/env python3
"""Trains the fine-tuning tutorial's own network with Keras on a folder, as a yardstick.

FOLDER has train/CLASS/* and test/CLASS/* (or validation/). Prints one line of CSV for each epoch:
seed, epoch, loss, accuracy, val_loss, val_accuracy, seconds. Needs keras with TensorFlow, numpy and
pillow.
"""
import argparse
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from PIL import Image

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from keras_features import tutorial_cnn
from picture_order import order


def read(folder):
    labels = sorted(os.listdir(folder))
    pictures, truth = [], []
    for index, label in enumerate(labels):
        for name in sorted(os.listdir(os.path.join(folder, label))):
            with Image.open(os.path.join(folder, label, name)) as picture:
                pictures.append(np.asarray(picture.convert("RGB")))
            truth.append(index)
    return np.stack(pictures).astype(np.float32) / 255.0, np.array(truth)


class Printer(keras.callbacks.Callback):
    def __init__(self, seed):
        super().__init__()
        self.seed = seed

    def on_epoch_begin(self, epoch, logs=None):
        self.started = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        figures = [logs[key] for key in ("loss", "accuracy", "val_loss", "val_accuracy")]
        seconds = time.perf_counter() - self.started
        text = ",".join(f"{figure:.4f}" for figure in figures)
        print(f"{self.seed},{epoch + 1},{text},{seconds:.2f}", flush=True)


def fit(model, train, validation, epochs, seed, same_order):
    settings = {"batch_size": 4096, "validation_data": validation, "verbose": 0}
    settings["callbacks"] = [Printer(seed)]
    if not same_order:
        model.fit(*train, epochs=epochs, **settings)
        return
    pictures, truth = train
    for epoch in range(epochs):
        now = order(seed, epoch, len(truth))
        data = pictures[now], truth[now]
        model.fit(*data, initial_epoch=epoch, epochs=epoch + 1, shuffle=False, **settings)


def main(folder, epochs, seeds, starts, same_order):
    held_out = "test" if os.path.isdir(os.path.join(folder, "test")) else "validation"
    train = read(os.path.join(folder, "train"))
    validation = read(os.path.join(folder, held_out))
    print("seed,epoch,loss,accuracy,val_loss,val_accuracy,seconds")
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        model = tutorial_cnn(32)
        if starts:
            os.makedirs(starts, exist_ok=True)
            model.save_weights(os.path.join(starts, f"{seed}.weights.h5"))
        model.compile(
            keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        fit(model, train, validation, epochs, seed, same_order)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--starts", help="folder that gets SEED.weights.h5, as it is before training")
    parser.add_argument(
        "--same-order",
        action="store_true",
        help="take the images in the order of 'afterimage train --seed SEED', not Keras' own",
    )
    given = parser.parse_args()
    main(given.folder, given.epochs, given.seeds, given.starts, given.same_order)

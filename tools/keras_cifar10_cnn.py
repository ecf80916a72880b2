#!/usr/bin/env python3
"""Trains the fine-tuning tutorial's own network with Keras on a folder, as a yardstick.

    tools/keras_cifar10_cnn.py FOLDER [EPOCHS [SEED...]]

FOLDER has train/CLASS/* and test/CLASS/* (or validation/). Prints one line of CSV for each epoch:
seed, epoch, loss, accuracy, val_loss, val_accuracy, seconds. Needs keras with TensorFlow, numpy and
pillow.
"""
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
from keras import layers
from PIL import Image


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


def main(folder, epochs, seeds):
    held_out = "test" if os.path.isdir(os.path.join(folder, "test")) else "validation"
    train = read(os.path.join(folder, "train"))
    validation = read(os.path.join(folder, held_out))
    print("seed,epoch,loss,accuracy,val_loss,val_accuracy,seconds")
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [
                keras.Input((32, 32, 3)),
                layers.Conv2D(3, 3, activation="relu"),
                layers.MaxPooling2D(),
                layers.Flatten(),
                layers.Dense(100, activation="relu"),
                layers.Dense(10, activation="softmax"),
            ]
        )
        model.compile(
            keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        model.fit(
            *train,
            batch_size=4096,
            epochs=epochs,
            validation_data=validation,
            verbose=0,
            callbacks=[Printer(seed)],
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(
        sys.argv[1],
        int(sys.argv[2]) if len(sys.argv) > 2 else 30,
        [int(seed) for seed in sys.argv[3:]] or [1, 2, 3],
    )

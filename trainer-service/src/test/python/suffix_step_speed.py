"""Images per second of one fine-tuning step, Keras and other programs in alternating rounds of one run.

    python suffix_step_speed.py WEIGHTS.safetensors [--rounds 5] [--steps 10] NAME='command of a program' ...

A program is started once and replaces its shell (`exec`), so that its processor time can be read. For each line "N" on its standard input it takes N steps of batch 32 at 160x160 (10x10 at the
cut) and answers with one line: the seconds that they took. Prints the median of each, its ratio to Keras' in the same round, and
the processor time, which other work on the machine disturbs less.
"""
import argparse
import os
import shlex
import statistics
import subprocess
import time

import keras_suffix as ks
import keras
import numpy as np
import tensorflow as tf

BATCH, SIZE = 32, 10


processes = [os.getpid()]


def processor_seconds(pid):
    """User and system time so far (fields 14 and 15 of /proc/PID/stat)."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def keras_steps(weights_file):
    model = ks.suffix(weights_file, SIZE, 1)
    inputs = [tf.constant(a.transpose(0, 2, 3, 1)) for a in ks.activations(BATCH, SIZE)]
    labels = tf.constant((np.arange(BATCH) % 2).reshape(-1, 1), tf.float32)
    optimizer = keras.optimizers.RMSprop(1e-5)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.BinaryCrossentropy(from_logits=True)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(inputs, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    def run(steps):
        started = time.perf_counter()
        for _ in range(steps):
            loss = step()
        loss.numpy()
        return time.perf_counter() - started

    return run


def child_steps(command):
    child = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    processes.append(child.pid)

    def run(steps):
        child.stdin.write(f"{steps}\n")
        child.stdin.flush()
        return float(child.stdout.readline())

    return run


def main():
    args = argparse.ArgumentParser()
    args.add_argument("weights")
    args.add_argument("programs", nargs="+")
    args.add_argument("--rounds", type=int, default=5)
    args.add_argument("--steps", type=int, default=10)
    args = args.parse_args()
    runners = {"keras": keras_steps(args.weights)}
    runners |= {name: child_steps(command) for name, command in (p.split("=", 1) for p in args.programs)}
    rates = {name: [] for name in runners}
    for run in runners.values():
        run(4)
    busy = dict.fromkeys(runners, 0.0)
    for _ in range(args.rounds):
        for (name, run), pid in zip(runners.items(), processes):
            before = processor_seconds(pid)
            rates[name].append(args.steps * BATCH / run(args.steps))
            busy[name] += processor_seconds(pid) - before
    for name, values in rates.items():
        ratio = statistics.median(v / k for v, k in zip(values, rates["keras"]))
        milliseconds = 1000 * busy[name] / (args.rounds * args.steps * BATCH)
        print(f"{name}: {statistics.median(values):.0f} images/s, ratio to Keras {ratio:.2f}, "
              f"processor {milliseconds:.1f} ms an image, rounds {[round(v) for v in values]}")


if __name__ == "__main__":
    main()

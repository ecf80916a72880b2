"""MobileNetV2 from block_11_depthwise on, with a head, in Keras: the independent path that the learners are held to.

The two inputs are the tensors that cross the cut, channels last. Padding is symmetric, batch norm's epsilon is 1e-5 and
batch norm always normalises by its moving statistics, as the weights' description says.
"""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers as L
from safetensors.numpy import load_file

BLOCKS = [("block_11", 96, 1), ("block_12", 96, 1), ("block_13", 160, 2), ("block_14", 160, 1), ("block_15", 160, 1),
          ("block_16", 320, 1)]


class InferenceBatchNorm(L.BatchNormalization):
    """Normalises by its moving statistics always; gamma and beta still learn."""

    def call(self, inputs, training=None, mask=None):
        return super().call(inputs, training=False, mask=mask)


def uniform(count, salt):
    """`count` float32 values in [0, 1) that any language computes to the last bit (32-bit integer mixing)."""
    with np.errstate(over="ignore"):
        h = (np.arange(1, count + 1, dtype=np.uint32) + np.uint32(salt) * np.uint32(0x632BE5AB)) * np.uint32(0x9E3779B1)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x85EBCA77)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE3D)
        h = h ^ (h >> np.uint32(16))
    return ((h >> np.uint32(8)).astype(np.float64) / 2**24).astype(np.float32)


def activations(count, size):
    """A batch at the cut, channels first: block_10's output in [-3, 3) and block_11_expand_relu's in [0, 1.5)."""
    residual = uniform(count * 96 * size * size, 1) * np.float32(6) - np.float32(3)
    expanded = np.maximum(uniform(count * 576 * size * size, 2) * np.float32(3) - np.float32(1.5), np.float32(0))
    return residual.reshape(count, 96, size, size), expanded.reshape(count, 576, size, size)


def head_weights(logits):
    """The weight (logits, 1280) and bias (logits) of the head before the first step."""
    weight = (uniform(logits * 1280, 3) - np.float32(0.5)) * np.float32(0.1)
    return weight.reshape(logits, 1280), (uniform(logits, 4) - np.float32(0.5)) * np.float32(0.1)


def suffix(weights_file, size, logits):
    """The network with the pretrained weights."""
    def bn(x, name):
        return InferenceBatchNorm(epsilon=1e-5, name=name)(x)

    residual, expanded = keras.Input((size, size, 96)), keras.Input((size, size, 576))
    x, y, channels = residual, expanded, 96
    for name, out, stride in BLOCKS:
        if name != "block_11":
            y = L.Conv2D(channels * 6, 1, use_bias=False, name=name + "_expand")(x)
            y = L.ReLU(6.0)(bn(y, name + "_expand_BN"))
        y = L.DepthwiseConv2D(3, stride, use_bias=False, name=name + "_depthwise")(L.ZeroPadding2D(1)(y))
        y = L.ReLU(6.0)(bn(y, name + "_depthwise_BN"))
        y = bn(L.Conv2D(out, 1, use_bias=False, name=name + "_project")(y), name + "_project_BN")
        x = L.Add()([x, y]) if stride == 1 and channels == out else y
        channels = out
    x = L.ReLU(6.0)(bn(L.Conv2D(1280, 1, use_bias=False, name="Conv_1")(x), "Conv_1_bn"))
    model = keras.Model([residual, expanded], L.Dense(logits, name="head")(L.GlobalAveragePooling2D()(x)))

    weights = load_file(weights_file)
    for layer in model.layers:
        if isinstance(layer, L.BatchNormalization):
            layer.set_weights([weights[f"{layer.name}.{a}"] for a in ("gamma", "beta", "moving_mean", "moving_variance")])
        elif isinstance(layer, L.DepthwiseConv2D):
            layer.set_weights([weights[layer.name + ".weight"].transpose(2, 3, 0, 1)])
        elif isinstance(layer, L.Conv2D):
            layer.set_weights([weights[layer.name + ".weight"].transpose(2, 3, 1, 0)])
    weight, bias = head_weights(logits)
    model.get_layer("head").set_weights([weight.T, bias])
    return model


def variable_names(model):
    """The project's name of each trainable variable, in Keras' order."""
    leaves = {"kernel": "weight"}
    names = []
    for layer in model.layers:
        for variable in layer.trainable_variables:
            leaf = variable.path.split("/")[-1]
            names.append(f"{layer.name}.{leaves.get(leaf, leaf)}")
    return names


def to_project_layout(name, value):
    """OIHW, depthwise (channels, 1, 3, 3), dense (outputs, inputs)."""
    if value.ndim == 4:
        return value.transpose(2, 3, 0, 1) if "depthwise" in name else value.transpose(3, 2, 0, 1)
    return value.T

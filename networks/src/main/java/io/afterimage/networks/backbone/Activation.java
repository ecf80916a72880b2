package io.afterimage.networks.backbone;

/** What a convolution or a dense layer does to its own output before handing it on. */
public enum Activation {
  /** Nothing. */
  LINEAR,
  /** Values below 0 become 0. */
  RELU
}

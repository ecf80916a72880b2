package io.afterimage.stream.shadow;

/** A staged version that is loaded beside the active one. */
public sealed interface StagedModel extends AutoCloseable permits Shadow, Canary {

  /** The version's name. */
  String version();

  /** The share of the images that it answers. */
  double share();

  @Override
  void close();
}

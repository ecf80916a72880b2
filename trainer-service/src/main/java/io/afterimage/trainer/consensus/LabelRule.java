package io.afterimage.trainer.consensus;

/** Which label an image has that several sources have labelled. */
public enum LabelRule {
  /** The one that came last, whoever gave it. */
  NEWEST,
  /** The one that the sources' reliability speaks for, if any. */
  SOURCES
}
